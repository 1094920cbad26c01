package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Topology;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.ApplySettings;
import org.waymark.store.ReadView;
import org.waymark.store.Store;
import org.waymark.store.StoredSegment;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.SegmentRequest;

class ResolverTest {
  private static final long NOW_MS = 1_520_000_000_000L;
  private static final int UNLIMITED = 1_000;
  private static final int MAX_ASES = 4;
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private static final Network NETWORK =
      Network.of(Topology.twoIsds(), 5, new VirtualClock(NOW_MS));
  private static final List<Typed> ALL = all();

  /** A segment as it may be registered. */
  private record Typed(SegmentType type, PathSegment segment) {}

  private static List<Typed> all() {
    List<Typed> all = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      NETWORK.segments().all(type, MAX_ASES).forEach(one -> all.add(new Typed(type, one)));
    }
    return all;
  }

  private static Stream<Typed> of(SegmentType type) {
    return ALL.stream().filter(one -> one.type() == type);
  }

  /** {@return a store that holds the trust of the network and these segments} */
  private static Store store(List<Typed> segments) {
    Store store = Store.inMemory(ApplySettings.DEFAULT);
    List<EventBody> trust = new ArrayList<>();
    NETWORK
        .trust()
        .trcs()
        .forEach(trc -> trust.add(new EventBody.TrustEvent(TrustKind.ANCHOR, trc.json())));
    store.apply(Topic.TRUST, records(trust));
    if (!segments.isEmpty()) {
      store.apply(
          Topic.EVENTS,
          records(
              segments.stream()
                  .<EventBody>map(
                      one ->
                          new EventBody.SegmentEvent(
                              one.segment().format(), one.type(), one.segment().bytes(), List.of()))
                  .toList()));
    }
    return store;
  }

  private static List<LogRecord> records(List<EventBody> bodies) {
    List<LogRecord> records = new ArrayList<>();
    for (EventBody body : bodies) {
      records.add(
          new LogRecord(
              records.size(),
              0,
              NOW_MS,
              ByteString.EMPTY,
              EventCodec.encode(Event.own("test", body))));
    }
    return records;
  }

  private static Resolution resolve(
      List<Typed> segments, IsdAs local, String src, String dst, int maxSegments) {
    SegmentRequest request = new SegmentRequest(IsdAs.parse(src), IsdAs.parse(dst), false, false);
    return resolve(segments, local, request, maxSegments);
  }

  private static Resolution resolve(
      List<Typed> segments, IsdAs local, SegmentRequest request, int maxSegments) {
    Store store = store(segments);
    try (ReadView view = store.view()) {
      return new Resolver(new LocalAs(local, NETWORK.topology().isCore(local)), maxSegments)
          .resolve(request, new StoredSource(view), NOW_MS);
    } finally {
      store.close();
    }
  }

  private static Set<Typed> found(Resolution resolution) {
    Set<Typed> found = new HashSet<>();
    for (List<StoredSegment> part :
        List.of(resolution.up(), resolution.core(), resolution.down())) {
      part.forEach(stored -> found.add(new Typed(stored.type(), stored.segment())));
    }
    return found;
  }

  @Test
  void localServerAnswersForACoreAsOfItsIsdByUpSegmentsAndThroughOtherCoreAses() {
    Resolution resolution = resolve(ALL, LEAF, "1-14", "1-12", UNLIMITED);
    assertTrue(resolution.up().stream().anyMatch(up -> up.segment().firstIa().equals(CORE)));
    assertTrue(
        resolution.up().stream()
            .anyMatch(up -> up.segment().firstIa().equals(IsdAs.parse("1-12"))));
    assertTrue(
        resolution.core().stream()
            .allMatch(core -> core.segment().firstIa().equals(IsdAs.parse("1-12"))));
    assertTrue(resolution.down().isEmpty());
  }

  @Test
  void downSegmentThatNothingLeadsToIsLeftOut() {
    List<Typed> downOnly = of(SegmentType.DOWN).toList();
    assertTrue(resolve(downOnly, LEAF, "1-14", "1-17", UNLIMITED).isNothing());
  }

  @Test
  void coreServerGivesDownSegmentsAloneToRequestersOfOtherIsds() {
    List<Typed> downOnly = of(SegmentType.DOWN).toList();
    Resolution resolution = resolve(downOnly, IsdAs.parse("2-21"), "1-14", "2-24", UNLIMITED);
    assertEquals(
        of(SegmentType.DOWN)
            .filter(one -> one.segment().lastIa().equals(IsdAs.parse("2-24")))
            .count(),
        resolution.down().size());
    assertTrue(resolution.core().isEmpty());
  }

  @Test
  void sibraRequestsAndIsdZeroFindNothing() {
    assertTrue(resolve(ALL, LEAF, "1-14", "0-0", UNLIMITED).isNothing());
    assertTrue(
        resolve(ALL, LEAF, new SegmentRequest(LEAF, IsdAs.parse("1-11"), true, false), UNLIMITED)
            .isNothing());
  }

  @Test
  void limitIsPerQueryAndTakesTheShortest() {
    Resolution two = resolve(ALL, CORE, "1-11", "2-22", 2);
    Resolution every = resolve(ALL, CORE, "1-11", "2-22", UNLIMITED);
    assertEquals(2, two.core().size());
    assertTrue(every.core().size() > 2);
    int longest =
        two.core().stream().mapToInt(core -> core.segment().hops().size()).max().orElseThrow();
    assertTrue(
        every.core().stream()
            .filter(core -> !two.core().contains(core))
            .allMatch(core -> core.segment().hops().size() >= longest));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersLikeLoopsOverAllSegments(long seed) {
    Random random = new Random(seed);
    List<IsdAs> ases = List.copyOf(NETWORK.topology().ases().keySet());
    for (int world = 0; world < 60; world++) {
      int share = 1 + random.nextInt(100);
      List<Typed> segments = ALL.stream().filter(one -> random.nextInt(100) < share).toList();
      IsdAs local = ases.get(random.nextInt(ases.size()));
      IsdAs src = ases.get(random.nextInt(ases.size()));
      IsdAs dst = ases.get(random.nextInt(ases.size()));
      SegmentRequest request =
          new SegmentRequest(src, random.nextInt(4) == 0 ? dst.wildcard() : dst, false, false);
      assertEquals(
          new Loops(segments, local).answer(request),
          found(resolve(segments, local, request, UNLIMITED)),
          () -> "seed " + seed + " local " + local + " " + request);
    }
  }

  /** Spec 6.1 and 6.2 from their prose: loops, no indexes, no limit. */
  private record Loops(List<Typed> segments, IsdAs local) {
    Set<Typed> answer(SegmentRequest request) {
      IsdAs dst = request.dst();
      boolean toCore = dst.isWildcard() || NETWORK.topology().isCore(dst);
      Set<Typed> answer = new HashSet<>();
      if (NETWORK.topology().isCore(local)) {
        if (toCore) {
          of(SegmentType.CORE).filter(c -> starts(c, dst) && ends(c, local)).forEach(answer::add);
        } else {
          of(SegmentType.DOWN).filter(d -> ends(d, dst)).forEach(d -> fromCore(request, d, answer));
        }
      } else if (toCore) {
        if (dst.isd() == local.isd()) {
          of(SegmentType.UP).filter(u -> starts(u, dst) && ends(u, local)).forEach(answer::add);
        }
        throughCore(dst, answer);
      } else {
        of(SegmentType.DOWN).filter(d -> ends(d, dst)).forEach(d -> fromLeaf(dst, d, answer));
      }
      return answer;
    }

    private void fromCore(SegmentRequest request, Typed down, Set<Typed> answer) {
      IsdAs start = down.segment().firstIa();
      List<Typed> cores =
          of(SegmentType.CORE).filter(c -> starts(c, start) && ends(c, local)).toList();
      if (start.equals(local) || request.src().isd() != local.isd()) {
        answer.add(down);
      } else if (!cores.isEmpty()) {
        answer.add(down);
        answer.addAll(cores);
      }
    }

    private void fromLeaf(IsdAs dst, Typed down, Set<Typed> answer) {
      IsdAs start = down.segment().firstIa();
      Set<Typed> before = new HashSet<>();
      throughCore(start, before);
      if (dst.isd() == local.isd()) {
        of(SegmentType.UP).filter(u -> starts(u, start) && ends(u, local)).forEach(before::add);
      }
      if (!before.isEmpty()) {
        answer.addAll(before);
        answer.add(down);
      }
    }

    private void throughCore(IsdAs to, Set<Typed> answer) {
      for (Typed core : of(SegmentType.CORE).filter(c -> starts(c, to)).toList()) {
        List<Typed> ups =
            of(SegmentType.UP)
                .filter(u -> starts(u, core.segment().lastIa()) && ends(u, local))
                .toList();
        if (!ups.isEmpty()) {
          answer.add(core);
          answer.addAll(ups);
        }
      }
    }

    private Stream<Typed> of(SegmentType type) {
      return segments.stream()
          .filter(one -> one.type() == type)
          .sorted(Comparator.comparing(one -> one.segment().id()));
    }

    private static boolean starts(Typed one, IsdAs at) {
      IsdAs first = one.segment().firstIa();
      return at.isWildcard() ? first.isd() == at.isd() : first.equals(at);
    }

    private static boolean ends(Typed one, IsdAs at) {
      return one.segment().lastIa().equals(at);
    }
  }
}
