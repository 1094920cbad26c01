package org.waymark.trust;

import java.util.List;
import org.waymark.wire.event.TrustVersion;

/** What can be said about the signatures of a segment. */
public sealed interface Verification {
  /**
   * Every AS named in the segment has signed its entry.
   *
   * @param verifiedWith the TRCs and chains that were used, each once, in the order of the entries
   */
  record Verified(List<TrustVersion> verifiedWith) implements Verification {
    public Verified {
      verifiedWith = List.copyOf(verifiedWith);
    }
  }

  /**
   * The segment is not to be used.
   *
   * @param detail one line for people
   */
  record Refused(VerificationFault fault, String detail) implements Verification {}

  /**
   * Nothing can be said before this material has arrived.
   *
   * @param trcs ascending by ISD and version, each once
   * @param chains ascending by AS and version, each once
   */
  record Missing(List<TrustVersion> trcs, List<TrustVersion> chains) implements Verification {
    public Missing {
      trcs = List.copyOf(trcs);
      chains = List.copyOf(chains);
    }
  }
}
