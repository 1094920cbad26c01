package org.waymark.trust;

import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** The effect of a record of {@code .trust} on the accepted material (APPLY). */
public sealed interface TrustOutcome {
  /** The TRC is accepted and is now the newest of its ISD. */
  record AcceptedTrc(Trc trc) implements TrustOutcome {}

  /** The chain is accepted. */
  record AcceptedChain(CertificateChain chain) implements TrustOutcome {}

  /** Nothing changes, because the same bytes were accepted before. */
  record Known() implements TrustOutcome {}

  /** Nothing changes. The same bytes may be appended again later and then be accepted. */
  record Refused(TrustRefusal refusal) implements TrustOutcome {}
}
