package org.waymark.world.beacon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;

/**
 * The beacons that an AS has received, by the core AS where they originate. For each sequence of
 * interfaces, only the newest beacon is kept; for each origin, only the {@link #PER_ORIGIN} beacons
 * with the fewest hops are kept.
 *
 * <p>The best beacons of an origin are those with the fewest hops. Ties are broken first by the
 * fewest interfaces shared with the beacons already chosen, and then by the lowest segment id,
 * which is the same in every version. The choice therefore depends only on the paths.
 *
 * <p>A revocation that matches a beacon removes the beacon, and keeps out other beacons over the
 * same interface while the revocation lasts. Not thread-safe.
 */
final class BeaconStore {
  /**
   * The number of beacons kept per origin. It is several times the number of propagated beacons,
   * because some beacons would form loops and others use links that are down.
   */
  static final int PER_ORIGIN = 20;

  private static final int MAX_REVOCATIONS = 1_000;

  private static final Comparator<HeldBeacon> ORDER =
      Comparator.comparingInt((HeldBeacon held) -> held.segment().hops().size())
          .thenComparing(held -> held.segment().id());

  private final SortedMap<IsdAs, Map<SegmentId, HeldBeacon>> byOrigin = new TreeMap<>();

  /** The round in which each beacon was added or last renewed. */
  private final Map<SegmentId, Long> renewed = new HashMap<>();

  /** The revocations that matched a beacon, oldest first. */
  private final Map<InterfaceKey, Revocation> revocations = new LinkedHashMap<>();

  private final int maxRevocations;
  private long round;

  private record InterfaceKey(IsdAs ia, long interfaceId) {}

  BeaconStore() {
    this(MAX_REVOCATIONS);
  }

  /**
   * @param maxRevocations the number of revocations to remember; beyond that, the oldest is removed
   */
  BeaconStore(int maxRevocations) {
    this.maxRevocations = maxRevocations;
  }

  /** The outcome of adding a beacon. */
  enum Added {
    ADDED,
    /** The beacon replaced an older one over the same interfaces. */
    RENEWED,
    /** The store already has a beacon over the same interfaces that is at least as new. */
    KNOWN,
    /** The store already has enough better beacons. */
    NO_ROOM
  }

  /** {@return whether the store has a beacon over the same interfaces that is at least as new} */
  boolean isKnown(CapnpSegment beacon) {
    HeldBeacon held = of(beacon.firstIa()).get(beacon.id());
    return held != null && held.segment().timestampS() >= beacon.timestampS();
  }

  Added add(HeldBeacon beacon) {
    if (isKnown(beacon.segment())) {
      return Added.KNOWN;
    }
    Map<SegmentId, HeldBeacon> held =
        byOrigin.computeIfAbsent(beacon.segment().firstIa(), origin -> new TreeMap<>());
    renewed.put(beacon.segment().id(), round);
    if (held.put(beacon.segment().id(), beacon) != null) {
      return Added.RENEWED;
    }
    if (held.size() <= PER_ORIGIN) {
      return Added.ADDED;
    }
    HeldBeacon worst = held.values().stream().max(ORDER).orElseThrow();
    held.remove(worst.segment().id());
    return worst == beacon ? Added.NO_ROOM : Added.ADDED;
  }

  private Map<SegmentId, HeldBeacon> of(IsdAs origin) {
    return byOrigin.getOrDefault(origin, Map.of());
  }

  /** {@return the core ASes whose beacons are in the store, in ascending order} */
  List<IsdAs> origins() {
    return List.copyOf(byOrigin.keySet());
  }

  /** {@return the number of beacons} */
  int size() {
    return byOrigin.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Selects the best usable beacons of an origin.
   *
   * @param count the maximum number of beacons
   * @return the beacons, best first
   */
  List<HeldBeacon> best(IsdAs origin, int count, Predicate<HeldBeacon> usable) {
    List<HeldBeacon> left = new ArrayList<>(of(origin).values().stream().filter(usable).toList());
    left.sort(ORDER);
    List<HeldBeacon> best = new ArrayList<>(Math.min(count, left.size()));
    while (best.size() < count && !left.isEmpty()) {
      best.add(left.remove(next(left, best)));
    }
    return best;
  }

  /** {@return the index of the next best beacon in a sorted list} */
  private static int next(List<HeldBeacon> left, List<HeldBeacon> chosen) {
    int hops = left.getFirst().segment().hops().size();
    int best = 0;
    int bestShared = Integer.MAX_VALUE;
    for (int i = 0; i < left.size() && left.get(i).segment().hops().size() == hops; i++) {
      int shared = 0;
      for (HeldBeacon other : chosen) {
        shared += shared(left.get(i).segment(), other.segment());
      }
      if (shared < bestShared) {
        best = i;
        bestShared = shared;
      }
    }
    return best;
  }

  /** {@return the number of interfaces that two beacons have in common} */
  private static int shared(CapnpSegment one, CapnpSegment other) {
    int shared = 0;
    for (Hop a : one.hops()) {
      for (Hop b : other.hops()) {
        if (a.ia().equals(b.ia())) {
          shared += b.uses(a.ingress()) ? 1 : 0;
          shared += b.uses(a.egress()) ? 1 : 0;
        }
      }
    }
    return shared;
  }

  /**
   * Ends a round. Removes expired beacons, expired revocations, and beacons that their origin no
   * longer renews although it still renews others.
   *
   * @param staleRounds the number of rounds by which a beacon's last renewal may lag behind the
   *     latest renewal from its origin
   */
  void endRound(long nowMs, int staleRounds) {
    round++;
    revocations.values().removeIf(revocation -> nowMs >= revocation.expiryMs());
    Iterator<Map<SegmentId, HeldBeacon>> origins = byOrigin.values().iterator();
    while (origins.hasNext()) {
      Map<SegmentId, HeldBeacon> held = origins.next();
      long newest = held.keySet().stream().mapToLong(renewed::get).max().orElse(0);
      held.values()
          .removeIf(
              beacon ->
                  nowMs >= beacon.segment().endMs()
                      || newest - renewed.get(beacon.segment().id()) > staleRounds);
      if (held.isEmpty()) {
        origins.remove();
      }
    }
    Set<SegmentId> left = new HashSet<>();
    byOrigin.values().forEach(held -> left.addAll(held.keySet()));
    renewed.keySet().retainAll(left);
  }

  /**
   * Removes the beacons that use a revoked interface.
   *
   * @param revocation a well-formed and current revocation; if it matches no beacon, it has no
   *     effect
   * @return the number of removed beacons
   */
  int revoke(Revocation revocation) {
    List<HeldBeacon> hit =
        byOrigin.values().stream()
            .map(Map::values)
            .flatMap(Collection::stream)
            .filter(beacon -> revokes(revocation, beacon.segment()))
            .toList();
    hit.forEach(beacon -> byOrigin.get(beacon.segment().firstIa()).remove(beacon.segment().id()));
    if (!hit.isEmpty()) {
      byOrigin.values().removeIf(Map::isEmpty);
      InterfaceKey key = new InterfaceKey(revocation.ia(), revocation.interfaceId());
      revocations.remove(key);
      if (revocations.size() >= maxRevocations) {
        revocations.remove(revocations.keySet().iterator().next());
      }
      revocations.put(key, revocation);
    }
    return hit.size();
  }

  /** {@return whether a remembered revocation keeps the beacon out} */
  boolean isRevoked(CapnpSegment beacon, long nowMs) {
    if (revocations.isEmpty()) {
      return false;
    }
    return beacon.hops().stream()
        .flatMap(
            hop ->
                LongStream.of(hop.ingress(), hop.egress())
                    .mapToObj(id -> Optional.ofNullable(revocations.get(key(hop, id)))))
        .flatMap(Optional::stream)
        .anyMatch(revocation -> nowMs < revocation.expiryMs() && revokes(revocation, beacon));
  }

  private static InterfaceKey key(Hop hop, long interfaceId) {
    return new InterfaceKey(hop.ia(), interfaceId);
  }

  private static boolean revokes(Revocation revocation, CapnpSegment beacon) {
    return beacon.hops().stream()
        .anyMatch(
            hop ->
                hop.ia().equals(revocation.ia())
                    && hop.uses(revocation.interfaceId())
                    && revocation.provingSide(hop.root()).isPresent());
  }
}
