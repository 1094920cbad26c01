/**
 * Codecs between the bytes of the network and of the log, and the domain.
 *
 * <p>All untrusted bytes pass through these decoders. Every {@code decode} here returns a {@link
 * org.waymark.wire.Decoded}: either a complete value that is independent of the bytes, or a typed
 * refusal. None throws because of content, blocks, or allocates beyond {@link
 * org.waymark.wire.DecoderLimits}. Records inside a message are judged one by one: refusing one
 * does not refuse the others (PROTOCOL 4, 10).
 *
 * <p>Codecs are immutable and thread-safe.
 */
package org.waymark.wire;
