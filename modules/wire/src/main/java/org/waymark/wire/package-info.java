/**
 * Codecs that convert between bytes, on the network and in the log, and the types of the domain.
 *
 * <p>All untrusted bytes pass through these decoders. Every {@code decode} here returns a {@link
 * org.waymark.wire.Decoded}: either a complete value that is independent of the bytes, or a typed
 * reason for rejecting the bytes. Decoders never throw an exception because of the content, never
 * block, and never allocate beyond {@link org.waymark.wire.DecoderLimits}. Records inside a message
 * are accepted or rejected individually (PROTOCOL 4, 10).
 *
 * <p>Codecs are immutable and thread-safe.
 */
package org.waymark.wire;
