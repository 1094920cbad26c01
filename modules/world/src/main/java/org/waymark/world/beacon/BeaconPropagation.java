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
 * Propagates beacons in rounds, one every PropagateTime.
 *
 * <p>In each round, a core AS originates one beacon on every core link and every link to a child,
 * and propagates the best beacons of each origin over its core links. A non-core AS propagates the
 * best beacons of each origin to its children. Beacons that would form a loop over a link are not
 * considered for that link. The same version of a beacon is sent over a link again only every
 * {@value #REPEAT_ROUNDS} rounds, because each round usually brings a newer version, and a
 * repetition requires a signature like any other beacon. Not thread-safe.
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

  /**
   * For each link, the version and round in which each beacon was last sent over that link. Only
   * beacons that are still being sent are included.
   */
  private final Map<Long, Map<SegmentId, Sent>> sent = new HashMap<>();

  private long round;
  private long originated;
  private long propagated;

  private record Sent(long timestampS, long round) {}

  /** Sends beacons to the neighbour on a link. */
  interface Outlet {
    void send(Beacon beacon, Link out);
  }

  /**
   * @param perOrigin the maximum number of beacons per origin and link
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

  /** Runs one round: sends every beacon that is due. */
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

  /** {@return the number of beacons originated here} */
  long originated() {
    return originated;
  }

  /** {@return the number of received beacons that were propagated} */
  long propagated() {
    return propagated;
  }
}
