package org.waymark.world.beacon;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.edge.config.Topology;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustMaterial;

/**
 * The rules that a beacon must keep besides its signatures, seen from one AS.
 *
 * <ul>
 *   <li>It starts at its first AS, goes on from each to the next over the two ends of one link, and
 *       left the last one for the interface by which it came.
 *   <li>No AS is on it twice, the own one not at all.
 *   <li>To an AS that is not core it comes from a parent and never left the ISD; to a core AS it
 *       comes over a core link and never comes back into an ISD that it left.
 *   <li>It has not expired, and was not originated in the future.
 * </ul>
 *
 * <p>Immutable.
 */
final class BeaconRules {
  /** Clocks of two ASes may differ by so much. */
  private static final long SKEW_S = 10;

  private final Topology topology;

  BeaconRules(Topology topology) {
    this.topology = topology;
  }

  /** {@return the kind of links by which beacons come that are held} */
  Topology.LinkType from() {
    return topology.core() ? Topology.LinkType.CORE : Topology.LinkType.PARENT;
  }

  /** {@return the kind of links by which beacons that are held are propagated} */
  Topology.LinkType onwards() {
    return topology.core() ? Topology.LinkType.CORE : Topology.LinkType.CHILD;
  }

  /**
   * {@return which rule a received beacon breaks, as a word to be counted}
   *
   * @param ingress by which it came
   * @param remoteId the interface at the other end of that link
   * @param nowMs Unix milliseconds
   */
  Optional<String> fault(CapnpSegment beacon, int ingress, long remoteId, long nowMs) {
    Topology.Interface link = topology.interfaces().get(ingress);
    if (link == null || link.linkType() != from()) {
      return Optional.of("beacon-from-elsewhere");
    }
    if (!isWhole(beacon, link, ingress, remoteId)) {
      return Optional.of("beacon-interfaces");
    }
    if (nowMs >= beacon.endMs()) {
      return Optional.of("beacon-expired");
    }
    if (beacon.timestampS() * 1_000 > nowMs + SKEW_S * 1_000) {
      return Optional.of("beacon-of-the-future");
    }
    if (!mayReach(beacon, topology.ia())) {
      return Optional.of("beacon-loop");
    }
    boolean isdsFit =
        beacon.info().isd() == beacon.firstIa().isd()
            && (topology.core() || beacon.firstIa().isd() == topology.ia().isd());
    return isdsFit ? Optional.empty() : Optional.of("beacon-isd");
  }

  private boolean isWhole(CapnpSegment beacon, Topology.Interface link, int in, long remoteId) {
    List<CapnpAsEntry> entries = beacon.entries();
    CapnpHopEntry first = entries.getFirst().hopEntries().getFirst();
    if (first.hopField().ingress() != 0) {
      return false;
    }
    for (int i = 0; i + 1 < entries.size(); i++) {
      CapnpHopEntry next = entries.get(i + 1).hopEntries().getFirst();
      IsdAs nextIa = entries.get(i + 1).ia();
      if (!leadsTo(entries.get(i), nextIa, next.hopField().ingress())
          || !next.inIa().equals(entries.get(i).ia())) {
        return false;
      }
    }
    CapnpAsEntry last = entries.getLast();
    return last.ia().equals(link.neighbour())
        && last.hopEntries().getFirst().hopField().egress() == remoteId
        && leadsTo(last, topology.ia(), in);
  }

  private static boolean leadsTo(CapnpAsEntry entry, IsdAs next, int ingress) {
    CapnpHopEntry hop = entry.hopEntries().getFirst();
    HopField field = hop.hopField();
    return field.egress() != 0
        && ingress != 0
        && hop.outIa().equals(next)
        && hop.remoteOutIf() == ingress;
  }

  /** {@return whether the beacon makes no loop, of ASes or of ISDs, when it goes on to an AS} */
  static boolean mayReach(CapnpSegment beacon, IsdAs next) {
    Set<IsdAs> ases = new HashSet<>();
    Set<Integer> left = new HashSet<>();
    int isd = beacon.firstIa().isd();
    for (CapnpAsEntry entry : beacon.entries()) {
      if (!ases.add(entry.ia())) {
        return false;
      }
      if (entry.ia().isd() != isd) {
        left.add(isd);
        isd = entry.ia().isd();
        if (left.contains(isd)) {
          return false;
        }
      }
    }
    return !ases.contains(next) && !left.contains(next.isd());
  }

  /** {@return whether all ASes are core that have to be} */
  boolean isOfCoreAses(CapnpSegment beacon, TrustMaterial trust) {
    return topology.core()
        ? beacon.entries().stream().allMatch(entry -> trust.isCore(entry.ia()))
        : trust.isCore(beacon.firstIa());
  }
}
