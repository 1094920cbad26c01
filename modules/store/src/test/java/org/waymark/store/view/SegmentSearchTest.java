package org.waymark.store.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.segment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.Records;
import org.waymark.store.RocksStoreTest;
import org.waymark.store.Store;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;

/** Compares the answers of views with filtered and sorted lists. */
class SegmentSearchTest {
  private static final List<String> CORES = List.of("1-1", "1-2", "2-1", "2-2");
  private static final List<String> LEAVES = List.of("1-11", "1-12", "2-11");
  private static final List<IsdAs> ASKED =
      Stream.of("0-0", "1-0", "2-0", "3-0", "1-1", "1-2", "2-1", "1-11", "2-11", "3-3")
          .map(IsdAs::parse)
          .toList();

  @TempDir Path directory;

  @Test
  void memoryAnswersInTheOrderOfResults() {
    try (Store store = Store.inMemory(SETTINGS)) {
      answersInTheOrderOfResults(store);
    }
  }

  @Test
  void rocksAnswersInTheOrderOfResults() {
    try (Store store = RocksStoreTest.open(directory)) {
      answersInTheOrderOfResults(store);
    }
  }

  private static void answersInTheOrderOfResults(Store store) {
    Random random = new Random(11);
    Map<SegmentKey, StoredSegment> model = new HashMap<>();
    for (int offset = 0; offset < 400; offset++) {
      PathSegment segment = randomSegment(random);
      SegmentType type = SegmentType.values()[random.nextInt(3)];
      StoredSegment stored = new StoredSegment(segment, type, NOW_MS, offset);
      store.apply(Topic.EVENTS, List.of(record(offset, NOW_MS, of(type, segment))));
      if (model.getOrDefault(stored.key(), stored).segment().expiryS() <= segment.expiryS()) {
        model.put(stored.key(), stored);
      }
    }
    try (ReadView view = store.view()) {
      for (int i = 0; i < 2_000; i++) {
        assertAnswer(view, model.values().stream().toList(), random);
      }
    }
  }

  private static void assertVersions(
      ReadView view, List<StoredSegment> all, SegmentQuery query, long clockMs) {
    List<StoredVersion> versions = view.versions(query);
    assertEquals(
        all.stream()
            .filter(s -> s.type() == query.type())
            .filter(s -> asks(query.first(), s.segment().firstIa()))
            .filter(s -> asks(query.last(), s.segment().lastIa()))
            .map(s -> new StoredVersion(s.key(), s.recordTimeMs(), s.offset()))
            .collect(Collectors.toSet()),
        Set.copyOf(versions));
    for (StoredVersion version : versions) {
      StoredSegment stored = view.version(version.key()).orElseThrow();
      assertEquals(
          clockMs < stored.segment().endMs(), view.live(version.key(), clockMs).isPresent());
    }
  }

  private static PathSegment randomSegment(Random random) {
    List<Hop> hops = new ArrayList<>();
    hops.add(hop(CORES.get(random.nextInt(CORES.size())), 0, 1 + random.nextInt(2)));
    for (int i = random.nextInt(3); i > 0; i--) {
      hops.add(hop("1-9" + i, 1, 1 + random.nextInt(2)));
    }
    hops.add(hop(LEAVES.get(random.nextInt(LEAVES.size())), 1 + random.nextInt(3), 0));
    return segment(NOW_S - random.nextInt(3), 1 + random.nextInt(3), hops.toArray(Hop[]::new));
  }

  private static void assertAnswer(ReadView view, List<StoredSegment> all, Random random) {
    SegmentQuery query =
        new SegmentQuery(
            SegmentType.values()[random.nextInt(3)],
            ASKED.get(random.nextInt(ASKED.size())),
            ASKED.get(random.nextInt(ASKED.size())));
    long clockMs = NOW_MS + random.nextInt(1_200) * 1000L + random.nextInt(3) - 1;
    int limit = random.nextInt(8);
    List<StoredSegment> expected =
        all.stream()
            .filter(s -> s.type() == query.type())
            .filter(s -> asks(query.first(), s.segment().firstIa()))
            .filter(s -> asks(query.last(), s.segment().lastIa()))
            .filter(s -> clockMs < (s.segment().expiryS() + 1) * 1000)
            .sorted(
                Comparator.<StoredSegment>comparingInt(s -> s.segment().hops().size())
                    .thenComparing(s -> -s.segment().expiryS())
                    .thenComparing(s -> s.segment().id()))
            .limit(limit)
            .toList();
    assertEquals(expected, view.segments(query, clockMs, limit));
    assertVersions(view, all, query, clockMs);
    if (!query.first().isWildcard() && !query.last().isWildcard()) {
      long live =
          all.stream()
              .filter(s -> s.segment().firstIa().equals(query.first()))
              .filter(s -> s.segment().lastIa().equals(query.last()))
              .filter(s -> clockMs < s.segment().endMs())
              .count();
      assertEquals(
          Math.min(live, limit), view.liveKeys(query.first(), query.last(), clockMs, limit));
    }
  }

  private static boolean asks(IsdAs asked, IsdAs ia) {
    return asked.equals(IsdAs.NONE)
        || asked.equals(ia)
        || asked.as() == 0 && asked.isd() == ia.isd();
  }

  @Test
  void recordTimesOfEarlierVersionsAreNotReadUnlessTheyMayBeLater() {
    long[] timesMs = {NOW_MS, NOW_MS + 30, NOW_MS + 10, NOW_MS + 40, NOW_MS + 20};
    SegmentQuery query = new SegmentQuery(SegmentType.DOWN, ia("1-1"), IsdAs.NONE);
    try (Store store = Store.inMemory(SETTINGS)) {
      for (int i = 0; i < timesMs.length; i++) {
        PathSegment segment = segment(NOW_S, 64, hop("1-1", 0, i + 1), hop("1-11", 1, 0));
        store.apply(Topic.EVENTS, List.of(record(i, timesMs[i], of(SegmentType.DOWN, segment))));
      }
      try (ReadView view = store.view()) {
        assertEquals(List.of(0L, 30L, 10L, 40L, 20L), timesSince(view, query, Long.MIN_VALUE));
        assertEquals(List.of(10L, 30L, 10L, 40L, 20L), timesSince(view, query, NOW_MS + 10));
        assertEquals(List.of(30L, 30L, 30L, 40L, 20L), timesSince(view, query, NOW_MS + 30));
        assertEquals(List.of(40L, 40L, 40L, 40L, 40L), timesSince(view, query, NOW_MS + 40));
      }
    }
  }

  /** {@return the record times in the order of offsets, counted from NOW_MS} */
  private static List<Long> timesSince(ReadView view, SegmentQuery query, long afterMs) {
    return view.versions(query, afterMs).stream()
        .sorted(Comparator.comparingLong(StoredVersion::offset))
        .map(version -> version.recordTimeMs() - NOW_MS)
        .toList();
  }

  @Test
  void countsLiveKeysOfAllTypesUpToTheLimit() {
    PathSegment segment = segment(NOW_S, 1, hop("1-1", 0, 1), hop("1-11", 1, 0));
    try (Store store = Store.inMemory(SETTINGS)) {
      store.apply(
          Topic.EVENTS,
          Records.records(
              0,
              NOW_MS,
              of(SegmentType.UP, segment),
              of(SegmentType.DOWN, segment),
              of(SegmentType.DOWN, segment(NOW_S, 2, hop("1-2", 0, 1), hop("1-11", 1, 0)))));
      try (ReadView view = store.view()) {
        assertEquals(3, view.liveKeys(IsdAs.NONE, ia("1-11"), NOW_MS, 10));
        assertEquals(2, view.liveKeys(IsdAs.NONE, ia("1-11"), NOW_MS, 2));
        assertEquals(1, view.liveKeys(IsdAs.NONE, ia("1-11"), segment.endMs(), 10));
        assertEquals(2, view.liveKeys(ia("1-1"), ia("1-11"), NOW_MS, 10));
        assertEquals(0, view.liveKeys(IsdAs.NONE, ia("1-1"), NOW_MS, 10));
      }
    }
  }

  @Test
  void findsSegmentsByInterfacesOfThePathAndOfPeerLinks() {
    Hop middle = revocableHop("1-2", 1, 2, NOW_S);
    Hop peer = new Hop(middle.ia(), 3, 2, middle.root());
    PathSegment with =
        segment(NOW_S, 1, List.of(peer), hop("1-1", 0, 1), middle, hop("1-11", 1, 0));
    PathSegment without = segment(NOW_S, 1, hop("1-1", 0, 2), middle, hop("1-11", 1, 0));
    try (Store store = Store.inMemory(SETTINGS)) {
      store.apply(
          Topic.EVENTS,
          Records.records(0, NOW_MS, of(SegmentType.UP, with), of(SegmentType.UP, without)));
      try (ReadView view = store.view()) {
        assertEquals(2, view.segmentsUsing(middle.ia(), 1).size());
        assertEquals(
            List.of(with.id()),
            view.segmentsUsing(middle.ia(), 3).stream().map(s -> s.segment().id()).toList());
        assertEquals(List.of(), view.segmentsUsing(middle.ia(), 4));
      }
      // Storing a version without the peer link removes the index row.
      store.apply(
          Topic.EVENTS,
          List.of(
              record(
                  2,
                  NOW_MS,
                  of(
                      SegmentType.UP,
                      segment(NOW_S, 1, hop("1-1", 0, 1), middle, hop("1-11", 1, 0))))));
      try (ReadView view = store.view()) {
        assertEquals(List.of(), view.segmentsUsing(middle.ia(), 3));
        assertEquals(2, view.segmentsUsing(middle.ia(), 2).size());
      }
    }
  }

  @Test
  void blocksAndReportedInterfacesHideUntilTheirEnd() {
    PathSegment segment = segment(NOW_S, 64, hop("1-1", 0, 1), hop("1-2", 2, 3), hop("1-11", 4, 0));
    long endMs = NOW_MS + 60_000;
    List<EventBody> hidden =
        List.of(
            new EventBody.BlockEvent(new BlockSubject.OfSegment(segment.id()), endMs, "why"),
            new EventBody.BlockEvent(new BlockSubject.OfAs(ia("1-2")), endMs, "why"),
            new EventBody.BlockEvent(new BlockSubject.OfInterface(ia("1-2"), 3), endMs, "why"),
            new EventBody.InterfaceDownEvent(ia("1-11"), 4, endMs));
    SegmentQuery query = new SegmentQuery(SegmentType.UP, IsdAs.NONE, ia("1-11"));
    for (EventBody hide : hidden) {
      try (Store store = Store.inMemory(SETTINGS)) {
        store.apply(Topic.EVENTS, Records.records(0, NOW_MS, of(SegmentType.UP, segment), hide));
        try (ReadView view = store.view()) {
          assertEquals(List.of(), view.segments(query, endMs - 1, 5), hide.toString());
          assertEquals(1, view.segments(query, endMs, 5).size(), hide.toString());
          StoredVersion version = view.versions(query).getFirst();
          assertEquals(Optional.empty(), view.live(version.key(), endMs - 1), hide.toString());
          assertTrue(view.live(version.key(), endMs).isPresent(), hide.toString());
        }
      }
    }
  }

  @Test
  void hiddenSegmentsMakeRoomForTheNext() {
    PathSegment best = segment(NOW_S, 64, hop("1-1", 0, 1), hop("1-11", 1, 0));
    PathSegment next = segment(NOW_S, 63, hop("1-1", 0, 2), hop("1-11", 1, 0));
    try (Store store = Store.inMemory(SETTINGS)) {
      store.apply(
          Topic.EVENTS,
          Records.records(
              0,
              NOW_MS,
              of(SegmentType.UP, best),
              of(SegmentType.UP, next),
              new EventBody.BlockEvent(new BlockSubject.OfSegment(best.id()), NOW_MS + 1, "why")));
      SegmentQuery query = new SegmentQuery(SegmentType.UP, ia("1-1"), ia("1-11"));
      try (ReadView view = store.view()) {
        assertEquals(next.id(), view.segments(query, NOW_MS, 1).getFirst().segment().id());
        assertEquals(best.id(), view.segments(query, NOW_MS + 1, 1).getFirst().segment().id());
      }
    }
  }
}
