/**
 * Decides which TRCs and certificate chains are accepted, and verifies the signatures of segments
 * (PROTOCOL 2.1, 3.1).
 *
 * <p>The package answers three questions:
 *
 * <ul>
 *   <li>May this TRC or chain be accepted in addition to those accepted before? {@link
 *       org.waymark.trust.TrustFold} decides, record by record in the order of the log, without a
 *       clock. It reads the accepted material through {@link org.waymark.trust.TrustMaterial}.
 *   <li>May it be used now? {@link org.waymark.trust.TrcRules#active} and {@link
 *       org.waymark.trust.ChainRules#verify} decide, with a clock, at every use.
 *   <li>Have the ASes that this segment names signed it? {@link org.waymark.trust.SegmentVerifier}
 *       answers that they have, that they have not, or that more material is needed first.
 * </ul>
 *
 * <p>All signatures are Ed25519 and are checked by {@link org.waymark.trust.Ed25519}, which accepts
 * the same signatures regardless of the library in use, because replicas must agree.
 *
 * <p>All classes are thread-safe, and none does I/O.
 */
package org.waymark.trust;
