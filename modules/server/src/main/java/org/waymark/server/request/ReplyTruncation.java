package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.UpSegments;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.server.message.PackedSize;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.control.RevocationCodec;

/**
 * Reduces an answer to the best segments that fit into one datagram (ARCHITECTURE, What differs
 * from the path server of 2018). Whole routes are selected, because an UP segment is useless
 * without the segment that continues it. Routes with the fewest links are considered first; among
 * routes with the same number of links, those that expire last come first. A route is included if
 * the segments that it adds still fit, together with the revocations of their peering links.
 */
final class ReplyTruncation {
  /**
   * The maximum number of replies per request that may be encoded and then turn out to be too
   * large.
   */
  private static final int MISSES = 8;

  private ReplyTruncation() {}

  /**
   * A route: consecutive segments that lead to the destination.
   *
   * @param links the number of links of the path that they form
   */
  private record Way(List<StoredSegment> segments, int links) implements Comparable<Way> {
    private static final Comparator<Way> BEST_FIRST =
        Comparator.comparingInt(Way::links)
            .thenComparing(Comparator.comparingLong(Way::expiryS).reversed());

    /**
     * Combines segments into a route over all of their links.
     *
     * @return the route
     */
    static Way of(StoredSegment... segments) {
      return of(List.of(segments));
    }

    static Way of(List<StoredSegment> segments) {
      return new Way(
          segments, segments.stream().mapToInt(one -> one.segment().hops().size() - 1).sum());
    }

    long expiryS() {
      return segments.stream().mapToLong(one -> one.segment().expiryS()).min().orElseThrow();
    }

    @Override
    public int compareTo(Way other) {
      int order = BEST_FIRST.compare(this, other);
      for (int i = 0; order == 0 && i < Math.min(segments.size(), other.segments.size()); i++) {
        order = id(segments.get(i)).compareTo(id(other.segments.get(i)));
      }
      return order != 0 ? order : Integer.compare(segments.size(), other.segments.size());
    }

    private static SegmentId id(StoredSegment one) {
      return one.segment().id();
    }
  }

  /** {@return an upper bound for the size of a reply with the resolution, in bytes} */
  static long bytes(Resolution resolution) {
    long bytes = PackedSize.FRAME_BYTES;
    for (List<StoredSegment> segments :
        List.of(resolution.up(), resolution.core(), resolution.down())) {
      for (StoredSegment stored : segments) {
        bytes += bytes(stored);
      }
    }
    for (Revocation revocation : resolution.revocations()) {
      bytes += bytes(revocation);
    }
    return bytes;
  }

  /**
   * Reduces the resolution to the best part of it that fits, if necessary.
   *
   * @param dst the requested destination
   * @param maxBytes the maximum size of the reply
   * @param fits tests whether a reply with a resolution is within that size. This test encodes the
   *     reply, so it is made only if the upper bound is too large, and no longer after {@value
   *     #MISSES} replies that did not fit
   * @return the resolution that fits
   */
  static Resolution fit(
      Resolution resolution, IsdAs dst, int maxBytes, Predicate<Resolution> fits) {
    if (bytes(resolution) <= maxBytes || fits.test(resolution)) {
      return resolution;
    }
    int misses = 0;
    Resolution cut = of(resolution, Set.of(), Set.of());
    Set<StoredSegment> taken = new HashSet<>();
    Set<Revocation> revocations = new LinkedHashSet<>();
    for (Way way : ways(resolution, dst).stream().sorted().toList()) {
      List<StoredSegment> more =
          way.segments().stream().filter(one -> !taken.contains(one)).toList();
      Set<Revocation> moreRevocations = new LinkedHashSet<>();
      more.forEach(one -> moreRevocations.addAll(ofPeers(one, resolution.revocations())));
      moreRevocations.removeAll(revocations);
      taken.addAll(more);
      revocations.addAll(moreRevocations);
      Resolution longer = of(resolution, taken, revocations);
      boolean surelyFits = bytes(longer) <= maxBytes;
      if (surelyFits || misses < MISSES && fits.test(longer)) {
        cut = longer;
        continue;
      }
      misses++;
      more.forEach(taken::remove);
      revocations.removeAll(moreRevocations);
    }
    return cut;
  }

  private static Resolution of(
      Resolution whole, Set<StoredSegment> taken, Set<Revocation> revocations) {
    return new Resolution(
        whole.up().stream().filter(taken::contains).toList(),
        whole.core().stream().filter(taken::contains).toList(),
        whole.down().stream().filter(taken::contains).toList(),
        List.copyOf(revocations),
        whole.next());
  }

  /**
   * Builds the possible routes. A core server answers without UP segments, so its routes begin at
   * the local AS.
   */
  private static List<Way> ways(Resolution resolution, IsdAs dst) {
    boolean fromLocalAs = resolution.up().isEmpty();
    IsdAs source = fromLocalAs ? IsdAs.NONE : resolution.up().getFirst().segment().lastIa();
    UpSegments joins = UpSegments.of(resolution.up(), source, dst, (at, id) -> true);
    List<Way> ways = new ArrayList<>();
    for (StoredSegment down : resolution.down()) {
      IsdAs start = down.segment().firstIa();
      int before = ways.size();
      for (Way toStart : waysTo(start, resolution, fromLocalAs)) {
        List<StoredSegment> segments = new ArrayList<>(toStart.segments());
        segments.add(down);
        ways.add(Way.of(segments));
      }
      UpSegments.Joins joined = joins.joins(down.segment());
      joined.ups().stream()
          .filter(up -> !up.segment().firstIa().equals(start))
          .forEach(up -> ways.add(Way.of(up, down)));
      if (ways.size() == before) {
        ways.add(Way.of(down));
      }
      joined.links().ifPresent(links -> shorten(ways.subList(before, ways.size()), joined, links));
    }
    return resolution.down().isEmpty() ? waysTo(dst, resolution, fromLocalAs) : ways;
  }

  /**
   * Corrects the number of links of routes with a shortcut. Two segments that cross or peer below
   * the core form a path that is shorter than their sum. Only the UP segment with the shortest path
   * counts.
   */
  private static void shorten(List<Way> ways, UpSegments.Joins joined, int links) {
    ways.replaceAll(
        way -> {
          boolean direct = way.segments().size() == 2;
          StoredSegment first = way.segments().getFirst();
          boolean shortest = joined.ups().isEmpty() || joined.ups().getFirst().equals(first);
          return direct && shortest ? new Way(way.segments(), links) : way;
        });
  }

  /** {@return the routes to a core AS or, for a wildcard, to any core AS of an ISD} */
  private static List<Way> waysTo(IsdAs coreAs, Resolution resolution, boolean fromLocalAs) {
    List<Way> ways = new ArrayList<>();
    for (StoredSegment up : resolution.up()) {
      if (isOrStandsFor(coreAs, up.segment().firstIa())) {
        ways.add(Way.of(up));
      }
    }
    for (StoredSegment core : resolution.core()) {
      if (!isOrStandsFor(coreAs, core.segment().firstIa())) {
        continue;
      }
      if (fromLocalAs) {
        ways.add(Way.of(core));
      }
      for (StoredSegment up : resolution.up()) {
        if (up.segment().firstIa().equals(core.segment().lastIa())) {
          ways.add(Way.of(up, core));
        }
      }
    }
    return ways;
  }

  private static boolean isOrStandsFor(IsdAs asked, IsdAs ia) {
    return asked.equals(ia) || asked.isWildcard() && asked.isd() == ia.isd();
  }

  private static List<Revocation> ofPeers(StoredSegment stored, List<Revocation> revocations) {
    return revocations.stream()
        .filter(revocation -> stored.segment().peers().stream().anyMatch(p -> uses(p, revocation)))
        .toList();
  }

  private static boolean uses(Hop peer, Revocation revocation) {
    return peer.ia().equals(revocation.ia())
        && (peer.ingress() == revocation.interfaceId()
            || peer.egress() == revocation.interfaceId());
  }

  private static long bytes(StoredSegment stored) {
    return PackedSize.of(stored.segment());
  }

  /** Measures a revocation by encoding it, because its nonce and hashes may have any length. */
  private static long bytes(Revocation revocation) {
    return PackedSize.of(RevocationCodec.encode(revocation).size());
  }
}
