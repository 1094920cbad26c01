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
 * The rules, apart from valid signatures, with which a beacon must comply to be accepted by one AS.
 *
 * <ul>
 *   <li>Its entries form one continuous route: it starts at its first AS, the interfaces of
 *       consecutive ASes belong to the same link, and it left its last AS by the far end of the
 *       link over which it arrived.
 *   <li>No AS appears in it twice, and the local AS does not appear at all.
 *   <li>At a non-core AS, it arrived from a parent and has never left the ISD. At a core AS, it
 *       arrived over a core link and has never returned to an ISD that it had left.
 *   <li>It has not expired and was not originated in the future.
 * </ul>
 *
 * <p>Immutable.
 */
final class BeaconRules {
  /** The tolerated difference between the clocks of two ASes. */
  private static final long SKEW_S = 10;

  private final Topology topology;

  BeaconRules(Topology topology) {
    this.topology = topology;
  }

  /** {@return the type of the links over which this AS accepts beacons} */
  Topology.LinkType from() {
    return topology.core() ? Topology.LinkType.CORE : Topology.LinkType.PARENT;
  }

  /** {@return the type of the links over which this AS propagates the beacons it has accepted} */
  Topology.LinkType onwards() {
    return topology.core() ? Topology.LinkType.CORE : Topology.LinkType.CHILD;
  }

  /**
   * Checks a received beacon.
   *
   * @param ingress the interface by which it arrived
   * @param remoteId the interface at the other end of that link
   * @param nowMs the time in Unix milliseconds
   * @return a word that names the violated rule, for counters; empty if the beacon violates no rule
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

  /**
   * {@return whether the beacon can be propagated to an AS without forming a loop of ASes or ISDs}
   */
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

  /**
   * {@return whether the required ASes of the beacon are core ASes: all of its ASes if it arrived
   * over a core link, otherwise only the first}
   */
  boolean isOfCoreAses(CapnpSegment beacon, TrustMaterial trust) {
    return topology.core()
        ? beacon.entries().stream().allMatch(entry -> trust.isCore(entry.ia()))
        : trust.isCore(beacon.firstIa());
  }
}
