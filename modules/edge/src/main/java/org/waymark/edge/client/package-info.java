/** A client of a path server, as commands and tests use it: directly or through a dispatcher. */
package org.waymark.edge.client;
