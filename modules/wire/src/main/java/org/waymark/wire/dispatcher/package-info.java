/**
 * What a server and the dispatcher of its host say to each other over a Unix stream socket
 * (PROTOCOL 2.3): a stream of {@link org.waymark.wire.dispatcher.DispatcherFrame}s.
 *
 * <pre>
 *  server                                            dispatcher
 *    | --- frame: DispatcherRegistration, no address -------------> |
 *    | <-- frame: RegistrationAnswer, the port ---------- |
 *    | --- frame: SCION packet, address = first hop ----> |
 *    | <-- frame: SCION packet --------------------------- |
 * </pre>
 *
 * <p>{@link org.waymark.wire.dispatcher.FrameReader} takes frames out of received bytes. Only the
 * bytes are here; connecting, registering again and sending are the transport's.
 */
package org.waymark.wire.dispatcher;
