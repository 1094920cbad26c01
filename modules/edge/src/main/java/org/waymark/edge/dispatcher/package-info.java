/**
 * The dispatcher of a host and what talks to it (PROTOCOL 2.3): all SCION programs of a host share
 * one UDP socket, which the dispatcher holds; they register with it over a Unix stream socket.
 *
 * <ul>
 *   <li>{@link org.waymark.edge.dispatcher.DispatchedEndpoint} is the socket of a program behind a
 *       dispatcher, of that era or of ours: it registers, and again whenever the dispatcher comes
 *       back.
 *   <li>{@link org.waymark.edge.dispatcher.Dispatcher} is a small dispatcher for worlds and hosts.
 * </ul>
 */
package org.waymark.edge.dispatcher;
