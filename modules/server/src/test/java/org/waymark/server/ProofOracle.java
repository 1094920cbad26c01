package org.waymark.server;

import java.util.List;
import org.waymark.segment.Hop;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;

/**
 * An oracle for the segments against which a revocation proves, written from the text of PROTOCOL 7
 * and 10.
 */
final class ProofOracle {
  private ProofOracle() {}

  /**
   * {@return whether the revocation proves against any hop entry of the segment, including those of
   * peering links}
   */
  static boolean provesAgainst(Revocation revocation, SectionSix.Held one) {
    return anyProves(revocation, one.segment().hops(), one)
        || anyProves(revocation, one.segment().peers(), one);
  }

  /** {@return whether the revocation, recorded at any time, removes or refuses the segment} */
  static boolean kills(Revocation revocation, SectionSix.Held one) {
    return one.recordTimeMs() < revocation.expiryMs()
        && anyProves(revocation, one.segment().hops(), one);
  }

  private static boolean anyProves(Revocation revocation, List<Hop> hops, SectionSix.Held one) {
    for (Hop hop : hops) {
      for (ProofSide side : ProofSide.values()) {
        if (names(revocation, hop)
            && revocation.connectedRoot(side).equals(hop.root())
            && RevocationTolerance.proves(
                side,
                revocation.window(),
                revocation.treeTtlS(),
                one.segment().timestampS(),
                one.recordTimeMs())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean names(Revocation revocation, Hop hop) {
    return revocation.ia().equals(hop.ia())
        && (revocation.interfaceId() == hop.ingress() || revocation.interfaceId() == hop.egress());
  }
}
