package org.waymark.resolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;

/**
 * The segments that a resolution has found so far, without duplicates, in the order in which they
 * were found. Also holds the source from which further segments are read. Used by one thread.
 */
final class FoundSegments {
  /** The default limit on live segments from one AS to another. */
  static final int OF_ONE_FIRST_AS = 100;

  private static final IsdAs ANY = IsdAs.NONE;

  private final SegmentSource source;
  private final long clockMs;
  private final Routes routes;
  private final int maxSegments;
  private final Map<SegmentKey, StoredSegment> up = new LinkedHashMap<>();
  private final Map<SegmentKey, StoredSegment> core = new LinkedHashMap<>();
  private final Map<SegmentKey, StoredSegment> down = new LinkedHashMap<>();

  /**
   * @param clockMs the time in Unix milliseconds
   * @param maxSegments the maximum number of results per query
   */
  FoundSegments(SegmentSource source, long clockMs, Routes routes, int maxSegments) {
    this.source = source;
    this.clockMs = clockMs;
    this.routes = routes;
    this.maxSegments = maxSegments;
  }

  boolean treatsAsCore(IsdAs dst) {
    return dst.isWildcard() || source.isCore(dst);
  }

  List<StoredSegment> query(SegmentType type, IsdAs first, IsdAs last, int limit) {
    return source.segments(new SegmentQuery(type, first, last), clockMs, limit);
  }

  /** {@return the core ASes at which segments to an AS start} */
  List<IsdAs> firstAses(SegmentType type, IsdAs last) {
    return source.firstAses(new SegmentQuery(type, ANY, last), clockMs);
  }

  /**
   * {@return the segments that end at the source of a path and are used against their direction}
   */
  UpSegments upSegments(SegmentType type, IsdAs source, IsdAs destination) {
    List<StoredSegment> ups = new ArrayList<>();
    for (IsdAs first : firstAses(type, source)) {
      ups.addAll(query(type, first, source, OF_ONE_FIRST_AS));
    }
    return UpSegments.of(
        ups, source, destination, (at, id) -> revocation(at.ia(), id, at.root()).isEmpty());
  }

  /**
   * {@return the CORE segments from an AS, or from any AS of an ISD} For {@code 0-0}, which means
   * ISD 0 in this method, there are no segments.
   */
  List<StoredSegment> from(IsdAs first, IsdAs last) {
    return first.equals(ANY) ? List.of() : query(SegmentType.CORE, first, last, maxSegments);
  }

  Optional<PathSegment> wayToAsk(IsdAs dst) {
    return routes.toAsk(dst, source, clockMs);
  }

  void include(List<StoredSegment> segments) {
    segments.forEach(this::include);
  }

  /** Includes CORE segments, together with the UP segments that lead to them. */
  void include(List<StoredSegment> cores, UpSegments ups) {
    include(cores);
    cores.forEach(one -> include(first(ups.from(one.segment().lastIa()))));
  }

  void include(StoredSegment stored) {
    Map<SegmentKey, StoredSegment> ofType =
        switch (stored.type()) {
          case UP -> up;
          case CORE -> core;
          case DOWN -> down;
        };
    ofType.putIfAbsent(stored.key(), stored);
  }

  boolean isNothing() {
    return up.isEmpty() && core.isEmpty() && down.isEmpty();
  }

  Resolution resolution(NextStep next) {
    if (isNothing()) {
      return Resolution.nothing(next);
    }
    Set<Revocation> revocations = new LinkedHashSet<>();
    for (Map<SegmentKey, StoredSegment> segments : List.of(up, core, down)) {
      segments.values().forEach(s -> peerRevocation(s.segment()).ifPresent(revocations::add));
    }
    return new Resolution(
        List.copyOf(up.values()),
        List.copyOf(core.values()),
        List.copyOf(down.values()),
        List.copyOf(revocations),
        next);
  }

  /**
   * {@return the first current revocation of a segment's peer links, in the order of AS entries and
   * then peers, ingress before egress (PROTOCOL 6.3)}
   */
  private Optional<Revocation> peerRevocation(PathSegment segment) {
    for (Hop peer : segment.peers()) {
      for (long interfaceId : new long[] {peer.ingress(), peer.egress()}) {
        if (interfaceId == 0) {
          continue;
        }
        Optional<Revocation> current = revocation(peer.ia(), interfaceId, peer.root());
        if (current.isPresent()) {
          return current;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Revocation> revocation(IsdAs ia, long interfaceId, ByteString root) {
    return source.revocations(ia, interfaceId).stream()
        .filter(row -> row.connectedRoot().equals(root))
        .map(StoredRevocation::revocation)
        .filter(revocation -> revocation.isCurrent(clockMs))
        .findFirst();
  }

  /** {@return the first elements of the list, up to the maximum number of results of a query} */
  <T> List<T> first(List<T> some) {
    return some.subList(0, Math.min(maxSegments, some.size()));
  }
}
