/**
 * TRCs, certificate chains and the bytes that signatures cover (PROTOCOL 2.1, 3.1).
 *
 * <p>Reading: {@link org.waymark.wire.trust.Lz4Text} turns the data of a certificate management
 * message into JSON text; {@link org.waymark.wire.trust.Trc#parse} and {@link
 * org.waymark.wire.trust.CertificateChain#parse} turn the text into values. The text is always kept
 * verbatim; two different texts with equal content count as different.
 *
 * <p>Writing: fill in an {@link org.waymark.wire.trust.UnsignedTrc} or a {@link
 * org.waymark.wire.trust.Certificate} without a signature, sign its {@code signedBytes()}, and add
 * the signatures. The JSON has the layout of the control plane of 2018.
 *
 * <p>This package verifies no signatures. It builds the signed bytes because signers and verifiers
 * both need them; the module {@code trust} decides what is accepted.
 */
package org.waymark.wire.trust;
