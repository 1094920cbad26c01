/**
 * The boundary between untrusted Cap'n Proto bytes and records.
 *
 * <p>{@link org.waymark.wire.capnp.UntrustedBytes} is the only class that passes bytes to the Cap'n
 * Proto runtime for reading, and the only class that catches the exceptions that the runtime throws
 * on malformed input. The runtime trusts the sizes that messages claim and loops endlessly on some
 * truncated packed messages, so its stream readers are not used: {@link
 * org.waymark.wire.capnp.Packing} unpacks up to a limit, and the segment table is checked against
 * the bytes actually received.
 */
package org.waymark.wire.capnp;
