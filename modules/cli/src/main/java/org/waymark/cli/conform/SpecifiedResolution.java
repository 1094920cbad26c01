package org.waymark.cli.conform;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRequest;

/** What answers a request, and over what it is sent on, as the prose of spec 6.1 and 6.2 has it. */
final class SpecifiedResolution {
  private static final Predicate<IsdAs> ANY = ia -> true;

  private final ScenarioServer server;
  private final SpecifiedStore store;
  private final Predicate<IsdAs> isCore;
  private final long clockMs;

  /** The segments that were found, each once. */
  private final Set<SpecifiedStore.Held> found = new LinkedHashSet<>();

  /** The core ASes from which no CORE segment is known to a DOWN segment that starts there. */
  private final Set<IsdAs> unreached = new LinkedHashSet<>();

  private SpecifiedResolution(
      ScenarioServer server, SpecifiedStore store, Predicate<IsdAs> isCore, long clockMs) {
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
      long clockMs) {
    SpecifiedResolution resolution = new SpecifiedResolution(server, store, isCore, clockMs);
    if (!request.sibra()) {
      resolution.resolve(request);
    }
    return resolution;
  }

  List<SpecifiedStore.Held> found() {
    return List.copyOf(found);
  }

  /** {@return the core ASes from which a CORE segment is missing, in a core server} */
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
        coreServerToLeaf(request);
      }
    } else if (toCore) {
      localServerToCore(dst);
    } else {
      localServerToLeaf(dst);
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

  /** {@return the segment over which a request that found nothing is sent on} */
  static Optional<SpecifiedStore.Held> wayOn(
      SegmentRequest request, ScenarioServer server, SpecifiedStore store, long clockMs) {
    List<SpecifiedStore.Held> ways = new ArrayList<>();
    if (server.core()) {
      ways.addAll(
          store.query(
              SegmentType.CORE,
              ia -> ia.isd() == request.dst().isd(),
              server.ia()::equals,
              clockMs));
    } else if (!request.sibra()) {
      ways.addAll(store.query(SegmentType.UP, ANY, server.ia()::equals, clockMs));
    }
    return ways.stream().findFirst();
  }
}
