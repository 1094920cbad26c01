/**
 * The protocol between a server and the dispatcher of its host, over a Unix stream socket (PROTOCOL
 * 2.3): a stream of {@link org.waymark.wire.dispatcher.DispatcherFrame}s.
 *
 * <pre>
 *  server                                            dispatcher
 *    | --- frame: DispatcherRegistration, no address -------------> |
 *    | <-- frame: RegistrationAnswer, the port ---------- |
 *    | --- frame: SCION packet, address = first hop ----> |
 *    | <-- frame: SCION packet --------------------------- |
 * </pre>
 *
 * <p>{@link org.waymark.wire.dispatcher.FrameReader} extracts frames from received bytes. This
 * package only encodes and decodes frames. Connecting, registering and sending are left to the
 * transport.
 */
package org.waymark.wire.dispatcher;
