package org.waymark.world.beacon;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.SegmentFields;

/**
 * Sends beacons on, round by round (PropagateTime).
 *
 * <p>A core AS originates one on every core link and every link to a child, and propagates the best
 * of each origin over its core links; another AS propagates the best of each origin to its
 * children. Over each link go the best of those that make no loop there. The same version of a
 * beacon goes over a link again only every {@value #REPEAT_ROUNDS} rounds: as a rule there is a
 * newer one in every round, and a signature for nothing costs as much as another. Not thread-safe.
 */
final class BeaconPropagation {
  static final int REPEAT_ROUNDS = 4;

  private final Topology topology;
  private final BeaconRules rules;
  private final BeaconStore store;
  private final InterfaceStates interfaces;
  private final BeaconExtender extender;
  private final Outlet outlet;
  private final int perOrigin;

  /** The versions that went over each link, and in which round; of beacons that are still sent. */
  private final Map<Long, Map<SegmentId, Sent>> sent = new HashMap<>();

  private long round;
  private long originated;
  private long propagated;

  private record Sent(long timestampS, long round) {}

  /** Takes beacons for the neighbour on a link. */
  interface Outlet {
    void send(Beacon beacon, Link out);
  }

  /**
   * @param perOrigin how many beacons of one origin go over a link at most
   */
  BeaconPropagation(BeaconContext context, BeaconRules rules, Outlet outlet, int perOrigin) {
    this.topology = context.topology();
    this.rules = rules;
    this.store = context.store();
    this.interfaces = context.interfaces();
    this.extender = context.extender();
    this.outlet = outlet;
    this.perOrigin = perOrigin;
  }

  /** Sends what is to be sent now. */
  void round() {
    round++;
    BeaconExtender.Circumstances now = extender.circumstances();
    if (topology.core()) {
      interfaces.links(Topology.LinkType.CORE).forEach(link -> originate(link, now));
      interfaces.links(Topology.LinkType.CHILD).forEach(link -> originate(link, now));
    }
    sent.keySet().removeIf(link -> !interfaces.isUp(link.intValue()));
    for (Link out : interfaces.links(rules.onwards())) {
      propagate(out, now);
    }
  }

  private void originate(Link out, BeaconExtender.Circumstances now) {
    if (send(extender.originated(out, now), out)) {
      originated++;
    }
  }

  private void propagate(Link out, BeaconExtender.Circumstances now) {
    Map<SegmentId, Sent> before = sent.getOrDefault(out.interfaceId(), Map.of());
    Map<SegmentId, Sent> after = new HashMap<>();
    for (IsdAs origin : store.origins()) {
      List<HeldBeacon> best = store.best(origin, perOrigin, beacon -> mayLeave(beacon, out));
      for (HeldBeacon beacon : best) {
        SegmentId id = beacon.segment().id();
        Sent last = before.get(id);
        boolean again =
            last != null
                && last.timestampS == beacon.segment().timestampS()
                && round - last.round < REPEAT_ROUNDS;
        if (again) {
          after.put(id, last);
        } else if (propagate(beacon, out, now)) {
          after.put(id, new Sent(beacon.segment().timestampS(), round));
        }
      }
    }
    sent.put(out.interfaceId(), after);
  }

  private boolean mayLeave(HeldBeacon beacon, Link out) {
    return interfaces.isUp(beacon.ingress())
        && BeaconRules.mayReach(beacon.segment(), out.neighbour());
  }

  private boolean propagate(HeldBeacon beacon, Link out, BeaconExtender.Circumstances now) {
    Link in = interfaces.link(beacon.ingress()).orElseThrow();
    if (!send(extender.extended(beacon.segment(), in, out, now), out)) {
      return false;
    }
    propagated++;
    return true;
  }

  private boolean send(Optional<SegmentFields> segment, Link out) {
    segment.ifPresent(fields -> outlet.send(new Beacon(fields, out.interfaceId()), out));
    return segment.isPresent();
  }

  /** {@return how many beacons were originated here} */
  long originated() {
    return originated;
  }

  /** {@return how many received beacons were sent on} */
  long propagated() {
    return propagated;
  }
}
