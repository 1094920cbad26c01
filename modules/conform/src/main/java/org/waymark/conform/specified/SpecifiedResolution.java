package org.waymark.conform.specified;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRequest;

/**
 * Finds the segments that answer a request, and the segment over which to forward it, as described
 * in PROTOCOL 6.1 and 6.2.
 */
final class SpecifiedResolution {
  private static final Predicate<IsdAs> ANY = ia -> true;

  private final ScenarioServer server;
  private final SpecifiedStore store;
  private final Predicate<IsdAs> isCore;

  /**
   * Decides whether a path can be used. Present only under the rule that only segments in paths
   * count.
   */
  private final Optional<Predicate<EndToEndPath>> useful;

  private final long clockMs;

  /** The distinct segments found so far. */
  private final Set<SpecifiedStore.Held> found = new LinkedHashSet<>();

  /** The core ASes where DOWN segments start but from which no CORE segment is stored. */
  private final Set<IsdAs> unreached = new LinkedHashSet<>();

  private SpecifiedResolution(
      ScenarioServer server,
      SpecifiedStore store,
      Predicate<IsdAs> isCore,
      Optional<Predicate<EndToEndPath>> useful,
      long clockMs) {
    this.useful = useful;
    this.server = server;
    this.store = store;
    this.isCore = isCore;
    this.clockMs = clockMs;
  }

  static SpecifiedResolution of(
      SegmentRequest request,
      ScenarioServer server,
      SpecifiedStore store,
      Predicate<IsdAs> isCore,
      Optional<Predicate<EndToEndPath>> useful,
      long clockMs) {
    SpecifiedResolution resolution =
        new SpecifiedResolution(server, store, isCore, useful, clockMs);
    if (!request.sibra()) {
      resolution.resolve(request);
    }
    return resolution;
  }

  List<SpecifiedStore.Held> found() {
    return List.copyOf(found);
  }

  /** {@return the core ASes for which a core server lacks a CORE segment} */
  Set<IsdAs> unreached() {
    return unreached;
  }

  private void resolve(SegmentRequest request) {
    IsdAs dst = request.dst();
    boolean toCore = dst.isWildcard() || isCore.test(dst);
    if (server.core()) {
      if (toCore) {
        found.addAll(query(SegmentType.CORE, asked(dst), server.ia()::equals));
      } else {
        useful.ifPresentOrElse(
            usable -> usefulToLeaf(request, usable), () -> coreServerToLeaf(request));
      }
    } else if (toCore) {
      if (useful.isPresent()) {
        usefulToCore(dst);
      } else {
        localServerToCore(dst);
      }
    } else {
      useful.ifPresentOrElse(usable -> usefulToLeaf(dst, usable), () -> localServerToLeaf(dst));
    }
  }

  private void coreServerToLeaf(SegmentRequest request) {
    for (SpecifiedStore.Held down : query(SegmentType.DOWN, ANY, request.dst()::equals)) {
      IsdAs first = down.segment().firstIa();
      List<SpecifiedStore.Held> cores = query(SegmentType.CORE, first::equals, server.ia()::equals);
      if (first.equals(server.ia()) || request.src().isd() != server.ia().isd()) {
        found.add(down);
      } else if (cores.isEmpty()) {
        unreached.add(first);
      } else {
        found.add(down);
        found.addAll(cores);
      }
    }
  }

  private void localServerToCore(IsdAs dst) {
    if (dst.isd() == server.ia().isd()) {
      found.addAll(ups(asked(dst)));
    }
    for (SpecifiedStore.Held core : query(SegmentType.CORE, asked(dst), ANY)) {
      List<SpecifiedStore.Held> ups = ups(core.segment().lastIa()::equals);
      if (!ups.isEmpty()) {
        found.add(core);
        found.addAll(ups);
      }
    }
  }

  private void localServerToLeaf(IsdAs dst) {
    for (SpecifiedStore.Held down : query(SegmentType.DOWN, ANY, dst::equals)) {
      IsdAs first = down.segment().firstIa();
      List<SpecifiedStore.Held> ups = ups(first::equals);
      if (dst.isd() == server.ia().isd() && !ups.isEmpty()) {
        found.add(down);
        found.addAll(ups);
      }
      for (SpecifiedStore.Held core : query(SegmentType.CORE, first::equals, ANY)) {
        List<SpecifiedStore.Held> upsToCore = ups(core.segment().lastIa()::equals);
        if (!upsToCore.isEmpty()) {
          found.add(down);
          found.add(core);
          found.addAll(upsToCore);
        }
      }
    }
  }

  private void usefulToCore(IsdAs dst) {
    if (dst.isd() == server.ia().isd()) {
      found.addAll(
          UsefulSegments.spread(
              all(SegmentType.UP, asked(dst), server.ia()).stream()
                  .map(up -> new UsefulSegments.Useful(up, UsefulSegments.links(up)))
                  .toList(),
              PathSegment::firstIa));
    }
    includeCores(asked(dst));
  }

  private void usefulToLeaf(IsdAs dst, Predicate<EndToEndPath> usable) {
    UsefulSegments segments = new UsefulSegments(server.ia(), dst, clockMs, usable);
    List<SpecifiedStore.Held> ups = all(SegmentType.UP, ANY, server.ia());
    List<UsefulSegments.Useful> downs = new ArrayList<>();
    for (SpecifiedStore.Held down : all(SegmentType.DOWN, ANY, dst)) {
      IntStream direct = segments.linksOver(ups, down.segment()).stream().mapToInt(links -> links);
      IntStream viaCore =
          cores(down.segment().firstIa()::equals).stream()
              .mapToInt(core -> core.links() + UsefulSegments.links(down));
      IntStream.concat(direct, viaCore)
          .min()
          .ifPresent(links -> downs.add(new UsefulSegments.Useful(down, links)));
    }
    for (SpecifiedStore.Held down : UsefulSegments.spread(downs, PathSegment::firstIa)) {
      found.add(down);
      found.addAll(ups(down.segment().firstIa()::equals));
      found.addAll(UsefulSegments.first(segments.joining(ups, down.segment())));
      includeCores(down.segment().firstIa()::equals);
    }
  }

  /** {@return the CORE segments that can be reached over UP segments} */
  private List<UsefulSegments.Useful> cores(Predicate<IsdAs> first) {
    List<UsefulSegments.Useful> cores = new ArrayList<>();
    for (SpecifiedStore.Held core : store.all(SegmentType.CORE, first, ANY, clockMs)) {
      ups(core.segment().lastIa()::equals).stream()
          .findFirst()
          .ifPresent(
              up ->
                  cores.add(
                      new UsefulSegments.Useful(
                          core, UsefulSegments.links(core) + UsefulSegments.links(up))));
    }
    return cores;
  }

  private void includeCores(Predicate<IsdAs> first) {
    for (SpecifiedStore.Held core : UsefulSegments.spread(cores(first), PathSegment::lastIa)) {
      found.add(core);
      found.addAll(ups(core.segment().lastIa()::equals));
    }
  }

  /**
   * Resolves a request at a core server. The UP segments of a leaf AS are the DOWN segments to it.
   */
  private void usefulToLeaf(SegmentRequest request, Predicate<EndToEndPath> usable) {
    IsdAs src = request.src();
    boolean fromOtherIsd = src.isd() != server.ia().isd();
    List<SpecifiedStore.Held> ups =
        fromOtherIsd || src.isWildcard() || src.equals(server.ia())
            ? List.of()
            : all(SegmentType.DOWN, ANY, src);
    int linksHere =
        ups.stream()
            .filter(up -> up.segment().firstIa().equals(server.ia()))
            .mapToInt(UsefulSegments::links)
            .min()
            .orElse(0);
    UsefulSegments segments = new UsefulSegments(src, request.dst(), clockMs, usable);
    List<UsefulSegments.Useful> downs = new ArrayList<>();
    for (SpecifiedStore.Held down : all(SegmentType.DOWN, ANY, request.dst())) {
      IsdAs first = down.segment().firstIa();
      IntStream direct = segments.linksOver(ups, down.segment()).stream().mapToInt(links -> links);
      IntStream connected;
      if (first.equals(server.ia()) || fromOtherIsd) {
        connected = IntStream.of(0);
      } else {
        List<SpecifiedStore.Held> cores = coresFrom(first);
        connected = cores.stream().mapToInt(UsefulSegments::links);
        if (cores.isEmpty()) {
          unreached.add(first);
        }
      }
      IntStream.concat(
              direct, connected.map(links -> linksHere + links + UsefulSegments.links(down)))
          .min()
          .ifPresent(links -> downs.add(new UsefulSegments.Useful(down, links)));
    }
    for (SpecifiedStore.Held down : UsefulSegments.spread(downs, PathSegment::firstIa)) {
      found.add(down);
      if (!fromOtherIsd && !down.segment().firstIa().equals(server.ia())) {
        found.addAll(coresFrom(down.segment().firstIa()));
      }
    }
  }

  private List<SpecifiedStore.Held> coresFrom(IsdAs first) {
    return query(SegmentType.CORE, first::equals, server.ia()::equals);
  }

  private List<SpecifiedStore.Held> all(SegmentType type, Predicate<IsdAs> first, IsdAs last) {
    return store.all(type, first, last::equals, clockMs);
  }

  private List<SpecifiedStore.Held> ups(Predicate<IsdAs> first) {
    return query(SegmentType.UP, first, server.ia()::equals);
  }

  private List<SpecifiedStore.Held> query(
      SegmentType type, Predicate<IsdAs> first, Predicate<IsdAs> last) {
    return store.query(type, first, last, clockMs);
  }

  private static Predicate<IsdAs> asked(IsdAs dst) {
    return dst.isWildcard() ? ia -> ia.isd() == dst.isd() : dst::equals;
  }

  /** {@return the segment over which to forward a request for which no segment was found} */
  static Optional<SpecifiedStore.Held> wayOn(
      SegmentRequest request, ScenarioServer server, SpecifiedStore store, long clockMs) {
    List<SpecifiedStore.Held> routes = new ArrayList<>();
    if (server.core()) {
      routes.addAll(
          store.query(
              SegmentType.CORE,
              ia -> ia.isd() == request.dst().isd(),
              server.ia()::equals,
              clockMs));
    } else if (!request.sibra()) {
      routes.addAll(store.query(SegmentType.UP, ANY, server.ia()::equals, clockMs));
    }
    return routes.stream().findFirst();
  }
}
