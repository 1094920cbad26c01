package org.waymark.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
import org.waymark.wire.message.SegmentRequest;

/**
 * Determines which segments answer a request, and the next step if they do not suffice (PROTOCOL
 * 6.1 for a local server, 6.2 for a core server). The result is a function of the request, the
 * source and the clock.
 *
 * <p>A server keeps the segments that it learns only by asking others: a local server the CORE
 * segments and the DOWN segments of other ASes, a core server the DOWN segments of other ISDs.
 * Where others may have more segments, it has to ask again now and then ({@link
 * NextStep.AskAgain}).
 *
 * <p>A resolution contains at most {@code maxSegments} DOWN segments, and for each AS that it
 * connects at most as many CORE and UP segments; their union can be larger. The limit counts only
 * segments that, as far as the server can tell, are part of a path, and is spread over the core
 * ASes at which segments start: segments that lead nowhere must not hide the only route, nor those
 * of one core AS the segments of others. Safe for use by several threads, each with its own source.
 */
public final class Resolver {
  private static final IsdAs ANY = IsdAs.NONE;
  private static final NextStep DONE = new NextStep.Nothing();
  private static final int NO_PATH = Integer.MAX_VALUE;

  /** The default limit of live segments from one AS to another. */
  private static final int OF_ONE_FIRST_AS = 100;

  private final LocalAs local;
  private final Routes routes;
  private final int maxSegments;

  /**
   * @param maxSegments the maximum number of results per query, at least 1
   */
  public Resolver(LocalAs local, int maxSegments) {
    this.local = local;
    this.routes = new Routes(local);
    this.maxSegments = maxSegments;
  }

  /**
   * {@return the segments of the source that answer the request at this time, and the next step for
   * what is missing}
   *
   * <p>There are no SIBRA segments, and none starts in ISD 0, so requests for those find nothing. A
   * request for the local AS finds nothing either, and needs no next step.
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
      UpSegments ups = found.upSegments(SegmentType.UP, local.ia(), dst);
      if (found.treatsAsCore(dst)) {
        localServerToCore(dst, ups, found);
      } else {
        localServerToLeaf(dst, ups, found);
      }
    }
    return found.isNothing()
        ? Resolution.nothing(askCoreAs(request, found))
        : found.resolution(new NextStep.AskAgain(dst, List.of()));
  }

  private void localServerToCore(IsdAs dst, UpSegments ups, Found found) {
    if (inLocalIsd(dst)) {
      List<JoinableSegment> toDst =
          (dst.isWildcard() ? ups.coreAses() : List.of(dst))
              .stream()
                  .flatMap(coreAs -> ups.from(coreAs).stream())
                  .map(up -> new JoinableSegment(up, links(up)))
                  .toList();
      found.include(JoinableSegment.spread(toDst, Resolver::firstIa, maxSegments));
    }
    found.include(viaCore(dst, ups, found), ups);
  }

  private void localServerToLeaf(IsdAs dst, UpSegments ups, Found found) {
    List<JoinableSegment> useful = new ArrayList<>();
    Map<StoredSegment, UpSegments.Joins> joins = new HashMap<>();
    Map<IsdAs, List<StoredSegment>> cores = new HashMap<>();
    for (IsdAs start : found.firstAses(SegmentType.DOWN, dst)) {
      List<StoredSegment> toStart = viaCore(start, ups, found);
      cores.put(start, toStart);
      int viaCore = toStart.stream().mapToInt(core -> links(core, ups)).min().orElse(NO_PATH);
      for (StoredSegment down : found.query(SegmentType.DOWN, start, dst, OF_ONE_FIRST_AS)) {
        UpSegments.Joins joined = ups.joins(down.segment());
        joins.put(down, joined);
        useful(down, viaCore, joined).ifPresent(useful::add);
      }
    }
    for (StoredSegment down : JoinableSegment.spread(useful, Resolver::firstIa, maxSegments)) {
      found.include(cores.get(firstIa(down)), ups);
      // Hosts of 2018 make no path without an UP segment, even if the other two types suffice.
      found.include(first(ups.from(firstIa(down))));
      found.include(first(joins.get(down).ups()));
      found.include(down);
    }
  }

  /** {@return the DOWN segment with the length of its shortest path, if it is part of a path} */
  private static Optional<JoinableSegment> useful(
      StoredSegment down, int linksToStart, UpSegments.Joins joined) {
    int viaCore = linksToStart == NO_PATH ? NO_PATH : linksToStart + links(down);
    int links = Math.min(viaCore, joined.links().orElse(NO_PATH));
    return links == NO_PATH ? Optional.empty() : Optional.of(new JoinableSegment(down, links));
  }

  /**
   * {@return CORE segments from the core AS (for a wildcard, from any AS of its ISD) to the core
   * ASes at which UP segments start, spread over these}
   */
  private List<StoredSegment> viaCore(IsdAs coreAs, UpSegments ups, Found found) {
    List<JoinableSegment> useful = new ArrayList<>();
    for (IsdAs top : ups.coreAses()) {
      for (StoredSegment core : found.from(coreAs, top)) {
        useful.add(new JoinableSegment(core, links(core, ups)));
      }
    }
    return JoinableSegment.spread(useful, core -> core.segment().lastIa(), maxSegments);
  }

  private <T> List<T> first(List<T> some) {
    return some.subList(0, Math.min(maxSegments, some.size()));
  }

  private static int links(StoredSegment stored) {
    return stored.segment().hops().size() - 1;
  }

  /** {@return the number of links on the shortest path over an UP segment and the CORE segment} */
  private static int links(StoredSegment core, UpSegments ups) {
    return links(core) + ups.linksTo(core.segment().lastIa()).orElseThrow();
  }

  private static IsdAs firstIa(StoredSegment stored) {
    return stored.segment().firstIa();
  }

  /** There is no SIBRA UP segment over which to forward a SIBRA request. */
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
    boolean fromOtherIsd = !inLocalIsd(request.src());
    List<Start> starts = request.sibra() ? List.of() : starts(request.dst(), fromOtherIsd, found);
    if (starts.isEmpty()) {
      return askRemoteIsd(request, found);
    }
    List<IsdAs> unconnected =
        starts.stream().filter(start -> !start.isConnected()).map(Start::ia).toList();
    UpSegments ups = upsOfRequester(request, starts, found);
    List<JoinableSegment> useful = new ArrayList<>();
    Map<IsdAs, List<StoredSegment>> cores = new HashMap<>();
    for (Start start : starts) {
      cores.put(start.ia, start.cores);
      int toStart =
          start.isConnected()
              ? start.links.getAsInt() + ups.linksTo(local.ia()).orElse(0)
              : NO_PATH;
      for (StoredSegment down : start.downs) {
        useful(down, toStart, ups.joins(down.segment())).ifPresent(useful::add);
      }
    }
    for (StoredSegment down : JoinableSegment.spread(useful, Resolver::firstIa, maxSegments)) {
      found.include(cores.get(firstIa(down)));
      found.include(down);
    }
    if (!inLocalIsd(request.dst())) {
      return new NextStep.AskAgain(request.dst(), unconnected);
    }
    return unconnected.isEmpty() ? DONE : new NextStep.Pend(unconnected);
  }

  /**
   * A core AS at which DOWN segments to the destination start.
   *
   * @param links the number of links to it from the local AS; empty if no CORE segment leads there;
   *     0 for requesters in other ISDs, who must have their own segments to it
   * @param cores the CORE segments that lead there
   */
  private record Start(
      IsdAs ia, OptionalInt links, List<StoredSegment> cores, List<StoredSegment> downs) {
    boolean isConnected() {
      return links.isPresent();
    }
  }

  private List<Start> starts(IsdAs dst, boolean fromOtherIsd, Found found) {
    List<Start> starts = new ArrayList<>();
    for (IsdAs start : found.firstAses(SegmentType.DOWN, dst)) {
      List<StoredSegment> downs =
          found.query(SegmentType.DOWN, start, dst, fromOtherIsd ? maxSegments : OF_ONE_FIRST_AS);
      if (downs.isEmpty()) {
        continue;
      }
      if (fromOtherIsd || start.equals(local.ia())) {
        starts.add(new Start(start, OptionalInt.of(0), List.of(), downs));
      } else {
        List<StoredSegment> cores = found.from(start, local.ia());
        starts.add(new Start(start, cores.stream().mapToInt(Resolver::links).min(), cores, downs));
      }
    }
    return starts;
  }

  /**
   * {@return the UP segments of the requester, as far as a core server can tell: an AS registers
   * the same segments as UP and as DOWN}
   *
   * <p>They are looked up only if they affect the answer. A DOWN segment to whose start no CORE
   * segment leads may still join an UP segment of the requester over a peer link; and if there are
   * too many DOWN segments, those that make the shortest paths are chosen.
   */
  private UpSegments upsOfRequester(SegmentRequest request, List<Start> starts, Found found) {
    boolean decides =
        starts.stream().anyMatch(start -> !start.isConnected())
            || starts.stream().mapToInt(start -> start.downs.size()).sum() > maxSegments;
    IsdAs src = request.src();
    return decides && inLocalIsd(src) && !src.isWildcard() && !src.equals(local.ia())
        ? found.upSegments(SegmentType.DOWN, src, request.dst())
        : UpSegments.of(List.of(), src, request.dst(), (at, id) -> true);
  }

  /**
   * The segment over which to ask need not be a SIBRA one, even if the request is for SIBRA
   * segments.
   */
  private NextStep askRemoteIsd(SegmentRequest request, Found found) {
    IsdAs dst = request.dst();
    if (inLocalIsd(dst)) {
      return new NextStep.Pend(List.of(dst));
    }
    return found
        .wayToAsk(dst)
        .<NextStep>map(core -> new NextStep.Forward(dst, core))
        .orElseGet(() -> new NextStep.AwaitSegment(dst, dst.isd()));
  }

  private boolean inLocalIsd(IsdAs ia) {
    return ia.isd() == local.ia().isd();
  }

  /** The segments found so far, without duplicates, in the order in which they were found. */
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

    private List<StoredSegment> query(SegmentType type, IsdAs first, IsdAs last, int limit) {
      return source.segments(new SegmentQuery(type, first, last), clockMs, limit);
    }

    /** Returns the core ASes at which segments to an AS start. */
    private List<IsdAs> firstAses(SegmentType type, IsdAs last) {
      return source.firstAses(new SegmentQuery(type, ANY, last), clockMs);
    }

    /**
     * Returns the segments that end at the source of a path, to be used against their direction.
     */
    private UpSegments upSegments(SegmentType type, IsdAs source, IsdAs destination) {
      List<StoredSegment> ups = new ArrayList<>();
      for (IsdAs first : firstAses(type, source)) {
        ups.addAll(query(type, first, source, OF_ONE_FIRST_AS));
      }
      return UpSegments.of(
          ups, source, destination, (at, id) -> revocation(at.ia(), id, at.root()).isEmpty());
    }

    /**
     * Returns the CORE segments from an AS, or from any AS of an ISD. There are none from {@code
     * 0-0}, which here means ISD 0.
     */
    private List<StoredSegment> from(IsdAs first, IsdAs last) {
      return first.equals(ANY) ? List.of() : query(SegmentType.CORE, first, last, maxSegments);
    }

    private Optional<PathSegment> wayToAsk(IsdAs dst) {
      return routes.toAsk(dst, source, clockMs);
    }

    private void include(List<StoredSegment> segments) {
      segments.forEach(this::include);
    }

    /** Includes CORE segments together with the UP segments that lead to them. */
    private void include(List<StoredSegment> cores, UpSegments ups) {
      include(cores);
      cores.forEach(one -> include(first(ups.from(one.segment().lastIa()))));
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

    /**
     * Returns the first current revocation, in the order of AS entries, peers, and ingress before
     * egress (PROTOCOL 6.3).
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
  }
}
