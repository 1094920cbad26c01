/**
 * Which TRCs and certificate chains are accepted, and which signatures hold (PROTOCOL 2.1, 3.1).
 *
 * <p>Three questions, each with one class that answers it:
 *
 * <ul>
 *   <li>May this TRC or chain stand beside what is accepted already? {@link
 *       org.waymark.trust.TrustFold}, record by record in the order of the log, without a clock. It
 *       reads what is accepted through {@link org.waymark.trust.TrustMaterial}.
 *   <li>May it be used now? {@link org.waymark.trust.TrcRules#active} and {@link
 *       org.waymark.trust.ChainRules#verify}, with a clock, whenever it is used.
 *   <li>Is this segment signed by the ASes it names? {@link org.waymark.trust.SegmentVerifier}: it
 *       is, it is not, or it cannot be said before more material is here.
 * </ul>
 *
 * <p>All signatures are Ed25519 and are checked by {@link org.waymark.trust.Ed25519}, which accepts
 * the same ones whichever library does the work: replicas must agree.
 *
 * <p>Everything here is thread-safe; nothing here does I/O.
 */
package org.waymark.trust;
