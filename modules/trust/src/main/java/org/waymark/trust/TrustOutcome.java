package org.waymark.trust;

import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** The effect of a record of {@code .trust} on the accepted material (APPLY). */
public sealed interface TrustOutcome {
  /** The TRC is accepted and becomes the newest of its ISD. */
  record AcceptedTrc(Trc trc) implements TrustOutcome {}

  /** The chain is accepted. */
  record AcceptedChain(CertificateChain chain) implements TrustOutcome {}

  /** Nothing changes, because the same bytes were accepted before. */
  record Known() implements TrustOutcome {}

  /** Nothing changes now, but if the same bytes are appended again later, they may be accepted. */
  record Refused(TrustRefusal refusal) implements TrustOutcome {}
}
