package org.waymark.trust;

import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** What a record of {@code .trust} does to the accepted material (APPLY). */
public sealed interface TrustOutcome {
  /** The TRC is the newest of its ISD from now on. */
  record AcceptedTrc(Trc trc) implements TrustOutcome {}

  /** The chain is held from now on. */
  record AcceptedChain(CertificateChain chain) implements TrustOutcome {}

  /** The same bytes were accepted before: nothing changes. */
  record Known() implements TrustOutcome {}

  /** Nothing changes; the same bytes may be appended again and be accepted then. */
  record Refused(TrustRefusal refusal) implements TrustOutcome {}
}
