package org.waymark.world.beacon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.edge.Ports;
import org.waymark.runtime.Clock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentId;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.Verification;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/**
 * Decides which received beacons enter the {@link BeaconStore}: those that comply with the {@link
 * BeaconRules} and have valid signatures in all entries (PROTOCOL 3.1).
 *
 * <p>If TRCs or chains needed for a beacon are missing, the beacon is parked, and the missing
 * material is requested from the beacon server that sent the beacon. That server must have the
 * material, because it verified the beacon. At most {@value #MAX_PARKED} beacons are parked; beyond
 * that, the beacon that has been parked longest is dropped. Requests are not repeated on a timer,
 * because beacons arrive again every few seconds and each arrival can repeat a request. Not
 * thread-safe.
 */
final class BeaconIntake {
  static final int MAX_PARKED = 500;

  private static final int MAX_ASKED = 2_000;
  private static final long ASK_AGAIN_NS = 2_000_000_000;

  private final Site site;
  private final BeaconRules rules;
  private final BeaconStore store;
  private final TrustStore trust;
  private final SegmentVerifier verifier;
  private final Clock clock;
  private final DropCounts drops;

  /** Parked beacons, in the order in which they were parked. */
  private final Map<SegmentId, Parked> parked = new LinkedHashMap<>();

  /** The time of the last request for each TRC or chain, on the monotonic clock; oldest first. */
  private final Map<TrustVersion, Long> asked = new LinkedHashMap<>();

  private long requestId;

  private record Parked(HeldBeacon beacon, Set<TrustVersion> needs) {}

  BeaconIntake(
      Site site,
      BeaconRules rules,
      BeaconStore store,
      TrustStore trust,
      SegmentVerifier verifier,
      Ports ports,
      DropCounts drops) {
    this.site = site;
    this.rules = rules;
    this.store = store;
    this.trust = trust;
    this.verifier = verifier;
    this.clock = ports.clock();
    this.drops = drops;
    this.requestId = ports.random().nextLong();
  }

  /**
   * Checks a received beacon, and adds, parks or drops it.
   *
   * @param remoteId the interface at the other end of the link over which the beacon arrived
   * @param packet the packet that contained it
   */
  void received(HeldBeacon beacon, long remoteId, ScionPacket packet, ScionSocket socket) {
    if (store.isKnown(beacon.segment())) {
      drops.count("beacon-known");
      return;
    }
    rules
        .fault(beacon.segment(), beacon.ingress(), remoteId, clock.wallMs())
        .ifPresentOrElse(drops::count, () -> ask(verify(beacon), packet, socket));
  }

  /**
   * Verifies a beacon as far as possible.
   *
   * @return the TRCs and chains to request before it can be verified
   */
  private List<TrustVersion> verify(HeldBeacon beacon) {
    CapnpSegment segment = beacon.segment();
    return switch (verifier.verify(segment, trust, site.ia())) {
      case Verification.Refused(var fault, _) -> {
        drops.count("beacon-" + fault.text());
        yield List.of();
      }
      case Verification.Missing(var trcs, var chains) -> {
        park(beacon, Stream.concat(trcs.stream(), chains.stream()).toList());
        yield Stream.concat(trcs.stream().flatMap(this::withThoseBefore), chains.stream()).toList();
      }
      case Verification.Verified _ -> {
        verified(beacon);
        yield List.of();
      }
    };
  }

  private void verified(HeldBeacon beacon) {
    parked.remove(beacon.segment().id());
    if (!rules.isOfCoreAses(beacon.segment(), trust)) {
      drops.count("beacon-not-core");
    } else if (store.isRevoked(beacon.segment(), clock.wallMs())) {
      drops.count("beacon-revoked");
    } else if (store.add(beacon) == BeaconStore.Added.NO_ROOM) {
      drops.count("beacon-no-room");
    }
  }

  /**
   * Adds the versions between the newest TRC of the ISD and the missing one, because TRCs are
   * accepted only in sequence.
   */
  private Stream<TrustVersion> withThoseBefore(TrustVersion trc) {
    long newest =
        trust.newestTrc(trc.subject().isd()).map(held -> held.version()).orElse(trc.version());
    long ahead = trc.version() - newest;
    if (ahead <= 1 || ahead > Verification.Missing.MAX_VERSIONS_AHEAD) {
      return Stream.of(trc);
    }
    return Stream.iterate(newest + 1, version -> version + 1)
        .limit(ahead)
        .map(version -> new TrustVersion(TrustKind.TRC, trc.subject(), version));
  }

  private void park(HeldBeacon beacon, List<TrustVersion> needs) {
    parked.remove(beacon.segment().id());
    if (parked.size() >= MAX_PARKED) {
      parked.remove(parked.keySet().iterator().next());
      drops.count("beacon-parked-too-long");
    }
    parked.put(beacon.segment().id(), new Parked(beacon, new HashSet<>(needs)));
  }

  private void ask(List<TrustVersion> missing, ScionPacket packet, ScionSocket socket) {
    long nowNs = clock.monotonicNs();
    for (TrustVersion one : missing) {
      Long last = asked.get(one);
      if (last == null || nowNs - last >= ASK_AGAIN_NS) {
        asked.remove(one);
        if (asked.size() >= MAX_ASKED) {
          asked.remove(asked.keySet().iterator().next());
        }
        asked.put(one, nowNs);
        socket.answer(packet, new ControlPayload(request(one), ++requestId));
      }
    }
  }

  private static Message request(TrustVersion one) {
    return switch (one.kind()) {
      case ANCHOR, TRC -> new TrcRequest(one.subject().isd(), one.version(), true);
      case CHAIN -> new CertChainRequest(one.subject(), one.version(), true);
    };
  }

  /** Verifies the parked beacons that were waiting only for this material. */
  void accepted(TrustVersion material) {
    asked.remove(material);
    List<HeldBeacon> ready = new ArrayList<>();
    Iterator<Parked> all = parked.values().iterator();
    while (all.hasNext()) {
      Parked one = all.next();
      if (one.needs.remove(material) && one.needs.isEmpty()) {
        all.remove();
        ready.add(one.beacon);
      }
    }
    // Material that is still missing is requested when the beacon arrives again.
    ready.forEach(this::verify);
  }

  /** Removes parked beacons that have expired. */
  void expire() {
    parked.values().removeIf(one -> clock.wallMs() >= one.beacon.segment().endMs());
  }

  /** {@return the number of beacons that are waiting for trust material} */
  int parkedCount() {
    return parked.size();
  }
}
