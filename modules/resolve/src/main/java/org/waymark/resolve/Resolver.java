package org.waymark.resolve;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredRevocation;
import org.waymark.store.StoredSegment;
import org.waymark.wire.message.SegmentRequest;

/**
 * Which segments answer a request, and what is to be done when they do not (spec 6.1 for a local
 * server, 6.2 for a core server): a function of the request, the source and the clock.
 *
 * <p>What a server learns only by asking others it remembers: a local server the CORE segments and
 * the DOWN segments of other ASes, a core server the DOWN segments of other ISDs. Whatever of these
 * it finds, it is to ask again now and then ({@link NextStep.AskAgain}).
 *
 * <p>Every query is limited to {@code maxSegments}; a resolution is a union of queries and can hold
 * more. Safe for use by several threads, each with its own source.
 */
public final class Resolver {
  private static final IsdAs ANY = IsdAs.NONE;
  private static final NextStep DONE = new NextStep.Nothing();

  private final LocalAs local;
  private final Ways ways;
  private final int maxSegments;

  /**
   * @param maxSegments results per query, at least 1
   */
  public Resolver(LocalAs local, int maxSegments) {
    this.local = local;
    this.ways = new Ways(local);
    this.maxSegments = maxSegments;
  }

  /**
   * {@return the segments of the source that answer the request at the clock, and what is missing}
   *
   * <p>No segment is a SIBRA one, and none starts in ISD 0: requests for those find nothing. A
   * request for the own AS finds nothing, and nothing is to be done for it.
   *
   * @param clockMs Unix milliseconds
   */
  public Resolution resolve(SegmentRequest request, SegmentSource source, long clockMs) {
    if (request.dst().equals(local.ia())) {
      return Resolution.NOTHING;
    }
    Found found = new Found(source, clockMs);
    return local.core() ? atCoreServer(request, found) : atLocalServer(request, found);
  }

  private Resolution atLocalServer(SegmentRequest request, Found found) {
    IsdAs dst = request.dst();
    if (!request.sibra()) {
      if (found.treatsAsCore(dst)) {
        localServerToCore(dst, found);
      } else {
        localServerToLeaf(dst, found);
      }
    }
    return found.isNothing()
        ? Resolution.nothing(askCoreAs(request, found))
        : found.resolution(found.isOfOthers() ? new NextStep.AskAgain(dst, List.of()) : DONE);
  }

  private void localServerToCore(IsdAs dst, Found found) {
    if (inOwnIsd(dst)) {
      found.include(found.query(SegmentType.UP, dst, local.ia()));
    }
    viaCore(dst, found);
  }

  private void localServerToLeaf(IsdAs dst, Found found) {
    for (StoredSegment down : found.query(SegmentType.DOWN, ANY, dst)) {
      IsdAs start = down.segment().firstIa();
      boolean reached = viaCore(start, found);
      if (inOwnIsd(dst)) {
        List<StoredSegment> ups = found.query(SegmentType.UP, start, local.ia());
        found.include(ups);
        reached |= !ups.isEmpty();
      }
      if (reached) {
        found.include(down);
      }
    }
  }

  /**
   * Includes the CORE segments from the core AS (of any AS of its ISD, for a wildcard) to one that
   * UP segments start at, with those UP segments.
   *
   * @return whether there were any
   */
  private boolean viaCore(IsdAs coreAs, Found found) {
    boolean any = false;
    for (StoredSegment core : found.from(coreAs, ANY)) {
      List<StoredSegment> ups = found.query(SegmentType.UP, core.segment().lastIa(), local.ia());
      if (!ups.isEmpty()) {
        found.include(core);
        found.include(ups);
        any = true;
      }
    }
    return any;
  }

  /** No UP segment is a SIBRA one either. */
  private NextStep askCoreAs(SegmentRequest request, Found found) {
    return (request.sibra() ? Optional.<PathSegment>empty() : found.wayToAsk(request.dst()))
        .<NextStep>map(up -> new NextStep.Forward(request.dst(), up))
        .orElseGet(() -> new NextStep.AwaitSegment(request.dst(), local.ia().isd()));
  }

  private Resolution atCoreServer(SegmentRequest request, Found found) {
    NextStep next =
        found.treatsAsCore(request.dst())
            ? coreServerToCore(request, found)
            : coreServerToLeaf(request, found);
    return found.resolution(request.cacheOnly() ? DONE : next);
  }

  private NextStep coreServerToCore(SegmentRequest request, Found found) {
    List<StoredSegment> cores = request.sibra() ? List.of() : found.from(request.dst(), local.ia());
    found.include(cores);
    return cores.isEmpty() ? new NextStep.Pend(List.of(request.dst())) : DONE;
  }

  private NextStep coreServerToLeaf(SegmentRequest request, Found found) {
    List<StoredSegment> downs =
        request.sibra() ? List.of() : found.query(SegmentType.DOWN, ANY, request.dst());
    if (downs.isEmpty()) {
      return askRemoteIsd(request, found);
    }
    boolean fromOtherIsd = request.src().isd() != local.ia().isd();
    Set<IsdAs> unconnected = new LinkedHashSet<>();
    for (StoredSegment down : downs) {
      IsdAs start = down.segment().firstIa();
      if (start.equals(local.ia()) || fromOtherIsd) {
        found.include(down);
        continue;
      }
      List<StoredSegment> cores = found.from(start, local.ia());
      if (cores.isEmpty()) {
        unconnected.add(start);
      } else {
        found.include(cores);
        found.include(down);
      }
    }
    if (!inOwnIsd(request.dst())) {
      return new NextStep.AskAgain(request.dst(), List.copyOf(unconnected));
    }
    return unconnected.isEmpty() ? DONE : new NextStep.Pend(List.copyOf(unconnected));
  }

  /** The way there need not be a SIBRA one, whatever is asked for. */
  private NextStep askRemoteIsd(SegmentRequest request, Found found) {
    IsdAs dst = request.dst();
    if (inOwnIsd(dst)) {
      return new NextStep.Pend(List.of(dst));
    }
    return found
        .wayToAsk(dst)
        .<NextStep>map(core -> new NextStep.Forward(dst, core))
        .orElseGet(() -> new NextStep.AwaitSegment(dst, dst.isd()));
  }

  private boolean inOwnIsd(IsdAs ia) {
    return ia.isd() == local.ia().isd();
  }

  /** What has been found so far, each segment once, in the order of finding. */
  private final class Found {
    private final SegmentSource source;
    private final long clockMs;
    private final Map<SegmentKey, StoredSegment> up = new LinkedHashMap<>();
    private final Map<SegmentKey, StoredSegment> core = new LinkedHashMap<>();
    private final Map<SegmentKey, StoredSegment> down = new LinkedHashMap<>();

    private Found(SegmentSource source, long clockMs) {
      this.source = source;
      this.clockMs = clockMs;
    }

    private boolean treatsAsCore(IsdAs dst) {
      return dst.isWildcard() || source.isCore(dst);
    }

    private List<StoredSegment> query(SegmentType type, IsdAs first, IsdAs last) {
      return source.segments(new SegmentQuery(type, first, last), clockMs, maxSegments);
    }

    /** The CORE segments from an AS, or from any AS of an ISD: {@code 0-0} is one of ISD 0. */
    private List<StoredSegment> from(IsdAs first, IsdAs last) {
      return first.equals(ANY) ? List.of() : query(SegmentType.CORE, first, last);
    }

    private Optional<PathSegment> wayToAsk(IsdAs dst) {
      return ways.toAsk(dst, source, clockMs);
    }

    private void include(List<StoredSegment> segments) {
      segments.forEach(this::include);
    }

    private void include(StoredSegment stored) {
      Map<SegmentKey, StoredSegment> ofType =
          switch (stored.type()) {
            case UP -> up;
            case CORE -> core;
            case DOWN -> down;
          };
      ofType.putIfAbsent(stored.key(), stored);
    }

    private boolean isNothing() {
      return up.isEmpty() && core.isEmpty() && down.isEmpty();
    }

    /** {@return whether a local server has some of it only because others were asked} */
    private boolean isOfOthers() {
      return !core.isEmpty() || !down.isEmpty();
    }

    private Resolution resolution(NextStep next) {
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

    /** The first in the order of AS entries, peers, ingress before egress (spec 6.3). */
    private Optional<Revocation> peerRevocation(PathSegment segment) {
      for (Hop peer : segment.peers()) {
        for (long interfaceId : new long[] {peer.ingress(), peer.egress()}) {
          if (interfaceId == 0) {
            continue;
          }
          for (StoredRevocation row : source.revocations(peer.ia(), interfaceId)) {
            if (row.connectedRoot().equals(peer.root()) && row.revocation().isCurrent(clockMs)) {
              return Optional.of(row.revocation());
            }
          }
        }
      }
      return Optional.empty();
    }
  }
}
