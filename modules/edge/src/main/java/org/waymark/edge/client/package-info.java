/**
 * A client of a path server, for commands and tests. It sends packets directly or through a
 * dispatcher.
 */
package org.waymark.edge.client;
