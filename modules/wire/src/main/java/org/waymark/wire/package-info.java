/**
 * The bytes of the network and of the log: codecs between them and the domain.
 *
 * <p>Untrusted bytes meet one decoder. Every {@code decode} here answers {@link
 * org.waymark.wire.Decoded}: a value made of records, complete and independent of the bytes, or a
 * typed refusal. None throws on content, waits, or allocates beyond {@link
 * org.waymark.wire.DecoderLimits}. Records inside a message are judged one by one: a refused one
 * does not take the others with it (PROTOCOL 4, 10).
 *
 * <p>Codecs are immutable and may be used by any number of threads.
 */
package org.waymark.wire;
