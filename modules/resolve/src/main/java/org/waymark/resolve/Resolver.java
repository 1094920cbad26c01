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
import org.waymark.segment.SegmentType;
import org.waymark.store.ReadView;
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredRevocation;
import org.waymark.store.StoredSegment;
import org.waymark.wire.message.SegmentRequest;

/**
 * Which stored segments answer a request (spec 6.1 for a local server, 6.2 for a core server).
 *
 * <p>Every query of the store is limited to {@code maxSegments}; a resolution is a union of queries
 * and can hold more. Safe for use by several threads, each with its own view.
 */
public final class Resolver {
  private static final IsdAs ANY = IsdAs.NONE;

  private final LocalAs local;
  private final int maxSegments;

  /**
   * @param maxSegments results per query of the store, at least 1
   */
  public Resolver(LocalAs local, int maxSegments) {
    this.local = local;
    this.maxSegments = maxSegments;
  }

  /**
   * {@return the segments in the view that answer the request at the clock}
   *
   * <p>No segment is a SIBRA one, and none starts in ISD 0: requests for those find nothing.
   *
   * @param clockMs Unix milliseconds
   */
  public Resolution resolve(SegmentRequest request, ReadView view, long clockMs) {
    if (request.sibra() || request.dst().equals(ANY)) {
      return Resolution.NOTHING;
    }
    Found found = new Found(view, clockMs);
    boolean toCore = request.dst().isWildcard() || view.trust().isCore(request.dst());
    if (local.core()) {
      if (toCore) {
        coreServerToCore(request.dst(), found);
      } else {
        coreServerToLeaf(request, found);
      }
    } else if (toCore) {
      localServerToCore(request.dst(), found);
    } else {
      localServerToLeaf(request.dst(), found);
    }
    return found.resolution();
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
    for (StoredSegment core : found.query(SegmentType.CORE, coreAs, ANY)) {
      List<StoredSegment> ups = found.query(SegmentType.UP, core.segment().lastIa(), local.ia());
      if (!ups.isEmpty()) {
        found.include(core);
        found.include(ups);
        any = true;
      }
    }
    return any;
  }

  private void coreServerToCore(IsdAs dst, Found found) {
    found.include(found.query(SegmentType.CORE, dst, local.ia()));
  }

  private void coreServerToLeaf(SegmentRequest request, Found found) {
    boolean fromOtherIsd = request.src().isd() != local.ia().isd();
    for (StoredSegment down : found.query(SegmentType.DOWN, ANY, request.dst())) {
      IsdAs start = down.segment().firstIa();
      if (start.equals(local.ia()) || fromOtherIsd) {
        found.include(down);
        continue;
      }
      List<StoredSegment> cores = found.query(SegmentType.CORE, start, local.ia());
      if (!cores.isEmpty()) {
        found.include(cores);
        found.include(down);
      }
    }
  }

  private boolean inOwnIsd(IsdAs ia) {
    return ia.isd() == local.ia().isd();
  }

  /** What has been found so far, each segment once, in the order of finding. */
  private final class Found {
    private final ReadView view;
    private final long clockMs;

    /** By offset in the log: a record holds one segment. */
    private final Map<Long, StoredSegment> up = new LinkedHashMap<>();

    private final Map<Long, StoredSegment> core = new LinkedHashMap<>();
    private final Map<Long, StoredSegment> down = new LinkedHashMap<>();

    private Found(ReadView view, long clockMs) {
      this.view = view;
      this.clockMs = clockMs;
    }

    private List<StoredSegment> query(SegmentType type, IsdAs first, IsdAs last) {
      return view.segments(new SegmentQuery(type, first, last), clockMs, maxSegments);
    }

    private void include(List<StoredSegment> segments) {
      segments.forEach(this::include);
    }

    private void include(StoredSegment stored) {
      Map<Long, StoredSegment> ofType =
          switch (stored.type()) {
            case UP -> up;
            case CORE -> core;
            case DOWN -> down;
          };
      ofType.putIfAbsent(stored.offset(), stored);
    }

    private Resolution resolution() {
      if (up.isEmpty() && core.isEmpty() && down.isEmpty()) {
        return Resolution.NOTHING;
      }
      Set<Revocation> revocations = new LinkedHashSet<>();
      for (Map<Long, StoredSegment> segments : List.of(up, core, down)) {
        segments.values().forEach(s -> peerRevocation(s.segment()).ifPresent(revocations::add));
      }
      return new Resolution(
          List.copyOf(up.values()),
          List.copyOf(core.values()),
          List.copyOf(down.values()),
          List.copyOf(revocations));
    }

    /** The first in the order of AS entries, peers, ingress before egress (spec 6.3). */
    private Optional<Revocation> peerRevocation(PathSegment segment) {
      for (Hop peer : segment.peers()) {
        for (long interfaceId : new long[] {peer.ingress(), peer.egress()}) {
          if (interfaceId == 0) {
            continue;
          }
          for (StoredRevocation row : view.revocations(peer.ia(), interfaceId)) {
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
