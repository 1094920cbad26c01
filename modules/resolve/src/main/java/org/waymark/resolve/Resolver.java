package org.waymark.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRequest;

/**
 * Determines which segments answer a request, and the next step if these segments do not suffice
 * (PROTOCOL 6.1 for a local server, 6.2 for a core server). The result is a function of the
 * request, the source and the clock.
 *
 * <p>Some segments reach a server only in replies from other servers. At a local server, these are
 * the CORE segments and the DOWN segments of other ASes; at a core server, the DOWN segments of
 * other ISDs. Because the other servers may have more of these segments, the server must repeat its
 * requests from time to time ({@link NextStep.AskAgain}).
 *
 * <p>A resolution contains at most {@code maxSegments} DOWN segments and, for each AS that it
 * connects, at most as many CORE and UP segments; the union of these can be larger. Segments that
 * lead nowhere must not displace the only route, so only segments that appear to be part of a path
 * count towards the limit. Segments from one core AS must not displace those from others, so the
 * limit is spread over the core ASes at which segments start. Safe for use by several threads, each
 * with its own source.
 */
public final class Resolver {
  private static final NextStep DONE = new NextStep.Nothing();
  private static final int NO_PATH = Integer.MAX_VALUE;

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
   * Finds the segments of the source that answer the request at the given time, and the next step
   * for missing segments.
   *
   * <p>There are no SIBRA segments, and no segments that start in ISD 0, so requests for such
   * segments find nothing. A request for the local AS also finds nothing, and needs no next step.
   *
   * @param clockMs the time in Unix milliseconds
   */
  public Resolution resolve(SegmentRequest request, SegmentSource source, long clockMs) {
    if (request.dst().equals(local.ia())) {
      return Resolution.NOTHING;
    }
    FoundSegments found = new FoundSegments(source, clockMs, routes, maxSegments);
    return local.core() ? atCoreServer(request, found) : atLocalServer(request, found);
  }

  private Resolution atLocalServer(SegmentRequest request, FoundSegments found) {
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

  private void localServerToCore(IsdAs dst, UpSegments ups, FoundSegments found) {
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

  private void localServerToLeaf(IsdAs dst, UpSegments ups, FoundSegments found) {
    List<JoinableSegment> useful = new ArrayList<>();
    Map<StoredSegment, UpSegments.Joins> joins = new HashMap<>();
    Map<IsdAs, List<StoredSegment>> cores = new HashMap<>();
    for (IsdAs start : found.firstAses(SegmentType.DOWN, dst)) {
      List<StoredSegment> toStart = viaCore(start, ups, found);
      cores.put(start, toStart);
      int viaCore = toStart.stream().mapToInt(core -> links(core, ups)).min().orElse(NO_PATH);
      for (StoredSegment down :
          found.query(SegmentType.DOWN, start, dst, FoundSegments.OF_ONE_FIRST_AS)) {
        UpSegments.Joins joined = ups.joins(down.segment());
        joins.put(down, joined);
        useful(down, viaCore, joined).ifPresent(useful::add);
      }
    }
    for (StoredSegment down : JoinableSegment.spread(useful, Resolver::firstIa, maxSegments)) {
      found.include(cores.get(firstIa(down)), ups);
      // Hosts of 2018 never build a path without an UP segment, even if CORE and DOWN segments
      // suffice.
      found.include(found.first(ups.from(firstIa(down))));
      found.include(found.first(joins.get(down).ups()));
      found.include(down);
    }
  }

  /**
   * {@return the DOWN segment and the length of the shortest path over it; empty if it is not part
   * of any path}
   */
  private static Optional<JoinableSegment> useful(
      StoredSegment down, int linksToStart, UpSegments.Joins joined) {
    int viaCore = linksToStart == NO_PATH ? NO_PATH : linksToStart + links(down);
    int links = Math.min(viaCore, joined.links().orElse(NO_PATH));
    return links == NO_PATH ? Optional.empty() : Optional.of(new JoinableSegment(down, links));
  }

  /**
   * Finds the CORE segments from the given core AS (or, for a wildcard, from any AS of its ISD) to
   * the core ASes at which UP segments start. The limit is divided among these core ASes.
   */
  private List<StoredSegment> viaCore(IsdAs coreAs, UpSegments ups, FoundSegments found) {
    List<JoinableSegment> useful = new ArrayList<>();
    for (IsdAs top : ups.coreAses()) {
      for (StoredSegment core : found.from(coreAs, top)) {
        useful.add(new JoinableSegment(core, links(core, ups)));
      }
    }
    return JoinableSegment.spread(useful, core -> core.segment().lastIa(), maxSegments);
  }

  private static int links(StoredSegment stored) {
    return stored.segment().hops().size() - 1;
  }

  /** {@return the number of links on the shortest path over the CORE segment and an UP segment} */
  private static int links(StoredSegment core, UpSegments ups) {
    return links(core) + ups.linksTo(core.segment().lastIa()).orElseThrow();
  }

  private static IsdAs firstIa(StoredSegment stored) {
    return stored.segment().firstIa();
  }

  /**
   * Chooses the next step at a local server. There is no UP segment over which to forward a request
   * for SIBRA segments.
   */
  private NextStep askCoreAs(SegmentRequest request, FoundSegments found) {
    return (request.sibra() ? Optional.<PathSegment>empty() : found.wayToAsk(request.dst()))
        .<NextStep>map(up -> new NextStep.Forward(request.dst(), up))
        .orElseGet(() -> new NextStep.AwaitSegment(request.dst(), local.ia().isd()));
  }

  private Resolution atCoreServer(SegmentRequest request, FoundSegments found) {
    NextStep next =
        found.treatsAsCore(request.dst())
            ? coreServerToCore(request, found)
            : coreServerToLeaf(request, found);
    return found.resolution(request.cacheOnly() ? DONE : next);
  }

  private NextStep coreServerToCore(SegmentRequest request, FoundSegments found) {
    List<StoredSegment> cores = request.sibra() ? List.of() : found.from(request.dst(), local.ia());
    found.include(cores);
    return cores.isEmpty() ? new NextStep.Pend(List.of(request.dst())) : DONE;
  }

  private NextStep coreServerToLeaf(SegmentRequest request, FoundSegments found) {
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
   * @param links the number of links from the local AS to this core AS; empty if no CORE segment
   *     leads there; 0 for requesters in other ISDs, which must have their own segments to the core
   *     AS
   * @param cores the CORE segments that lead there
   */
  private record Start(
      IsdAs ia, OptionalInt links, List<StoredSegment> cores, List<StoredSegment> downs) {
    boolean isConnected() {
      return links.isPresent();
    }
  }

  private List<Start> starts(IsdAs dst, boolean fromOtherIsd, FoundSegments found) {
    List<Start> starts = new ArrayList<>();
    for (IsdAs start : found.firstAses(SegmentType.DOWN, dst)) {
      List<StoredSegment> downs =
          found.query(
              SegmentType.DOWN,
              start,
              dst,
              fromOtherIsd ? maxSegments : FoundSegments.OF_ONE_FIRST_AS);
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
   * Finds the UP segments of the requester, as far as a core server knows them. A core server knows
   * such segments because an AS registers the same segments as UP and as DOWN.
   *
   * <p>The segments are looked up only if they affect the answer, which happens in two cases.
   * First, a DOWN segment from a core AS that no CORE segment reaches may still join an UP segment
   * of the requester over a peer link. Second, if there are too many DOWN segments, the ones that
   * result in the shortest paths are chosen.
   */
  private UpSegments upsOfRequester(
      SegmentRequest request, List<Start> starts, FoundSegments found) {
    boolean decides =
        starts.stream().anyMatch(start -> !start.isConnected())
            || starts.stream().mapToInt(start -> start.downs.size()).sum() > maxSegments;
    IsdAs src = request.src();
    return decides && inLocalIsd(src) && !src.isWildcard() && !src.equals(local.ia())
        ? found.upSegments(SegmentType.DOWN, src, request.dst())
        : UpSegments.of(List.of(), src, request.dst(), (at, id) -> true);
  }

  /**
   * Chooses the next step at a core server. A request for a destination in another ISD may be
   * forwarded over any segment, even if it asks for SIBRA segments.
   */
  private NextStep askRemoteIsd(SegmentRequest request, FoundSegments found) {
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
}
