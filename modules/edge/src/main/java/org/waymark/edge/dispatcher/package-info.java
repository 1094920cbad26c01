/**
 * The dispatcher of a host and its clients (PROTOCOL 2.3). All SCION programs on a host share one
 * UDP socket, which the dispatcher owns. The programs register with the dispatcher over a Unix
 * stream socket.
 *
 * <ul>
 *   <li>{@link org.waymark.edge.dispatcher.DispatchedEndpoint} is the socket of a program behind a
 *       dispatcher, either the dispatcher of 2018 or Waymark's. The endpoint registers again
 *       whenever the dispatcher has been restarted.
 *   <li>{@link org.waymark.edge.dispatcher.Dispatcher} is a small dispatcher for virtual worlds and
 *       for hosts.
 * </ul>
 */
package org.waymark.edge.dispatcher;
