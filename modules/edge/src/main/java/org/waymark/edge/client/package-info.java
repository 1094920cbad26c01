/**
 * A client of a path server for commands and tests, which sends directly or through a dispatcher.
 */
package org.waymark.edge.client;
