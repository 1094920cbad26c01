/**
 * TRCs, certificate chains and the bytes that signatures cover (PROTOCOL 2.1, 3.1).
 *
 * <p>Reading: {@link org.waymark.wire.trust.Lz4Text} turns the data of a certificate management
 * message into JSON text, {@link org.waymark.wire.trust.Trc#parse} and {@link
 * org.waymark.wire.trust.CertificateChain#parse} turn the text into values. The text is kept
 * verbatim for ever; two texts of equal content are two things.
 *
 * <p>Writing: fill in an {@link org.waymark.wire.trust.UnsignedTrc} or a {@link
 * org.waymark.wire.trust.Certificate} without signature, sign its {@code signedBytes()}, and add
 * the signatures. The JSON is laid out as the control plane of 2018 did.
 *
 * <p>Nothing here verifies anything: signed bytes are built here because makers and verifiers both
 * need them; who accepts what is decided in the module {@code trust}.
 */
package org.waymark.wire.trust;
