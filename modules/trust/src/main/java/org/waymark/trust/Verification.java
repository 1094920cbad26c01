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
      return new Refused(fault, "AS entry of " + entry.ia() + ": " + detail);
    }
  }

  /**
   * The segment cannot be verified until this material has arrived.
   *
   * @param trcs ascending by ISD and version, without duplicates
   * @param chains ascending by AS and version, without duplicates
   */
  record Missing(List<TrustVersion> trcs, List<TrustVersion> chains) implements Verification {
    /**
     * The maximum distance of a TRC version above the newest accepted one at which the version is
     * still requested. A segment must not be able to cause requests for more versions than an ISD
     * issues in years.
     */
    public static final long MAX_VERSIONS_AHEAD = 64;

    public Missing {
      trcs = List.copyOf(trcs);
      chains = List.copyOf(chains);
    }
  }
}
