package org.waymark.trust;

import java.util.List;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.wire.event.TrustVersion;

/** The result of verifying the signatures of a segment. */
public sealed interface Verification {
  /**
   * Every AS that the segment names has signed its entry.
   *
   * @param verifiedWith the TRCs and chains that were used, without duplicates, in the order of the
   *     entries
   */
  record Verified(List<TrustVersion> verifiedWith) implements Verification {
    public Verified {
      verifiedWith = List.copyOf(verifiedWith);
    }
  }

  /**
   * The segment must not be used.
   *
   * @param detail one human-readable line
   */
  record Refused(VerificationFault fault, String detail) implements Verification {
    static Verification of(CapnpAsEntry entry, VerificationFault fault, String detail) {
      return new Refused(fault, "the AS entry of " + entry.ia() + ": " + detail);
    }
  }

  /**
   * The segment cannot be verified until this material has arrived.
   *
   * @param trcs the missing TRCs in ascending order of ISD and version, without duplicates
   * @param chains the missing chains in ascending order of AS and version, without duplicates
   */
  record Missing(List<TrustVersion> trcs, List<TrustVersion> chains) implements Verification {
    /**
     * The maximum number of versions by which a requested TRC may be ahead of the newest accepted
     * TRC. Without this limit, a segment could cause requests for more versions than an ISD issues
     * in years.
     */
    public static final long MAX_VERSIONS_AHEAD = 64;

    public Missing {
      trcs = List.copyOf(trcs);
      chains = List.copyOf(chains);
    }
  }
}
