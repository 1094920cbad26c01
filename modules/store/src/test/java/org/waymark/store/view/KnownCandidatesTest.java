package org.waymark.store.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.records;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.revocation;
import static org.waymark.store.Records.segment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.RocksStoreTest;
import org.waymark.store.Store;
import org.waymark.store.row.Row;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.EventBody;

/** Tests that cached answers equal the answers that the rows would give. */
@Timeout(120)
class KnownCandidatesTest {
  private static final List<IsdAs> ASKED =
      List.of(ia("0-0"), ia("1-0"), ia("1-1"), ia("1-2"), ia("1-11"), ia("1-12"));

  @TempDir Path directory;

  @Test
  void everyViewAnswersAsItsRowsDo() {
    Random random = new Random(5);
    List<ReadView> open = new ArrayList<>();
    try (Store store = Store.inMemory(SETTINGS)) {
      for (int offset = 0; offset < 500; offset++) {
        store.apply(Topic.EVENTS, List.of(record(offset, NOW_MS + offset, randomBody(random))));
        if (random.nextInt(5) == 0) {
          open.add(store.view());
        }
        for (int i = 0; i < 5 && !open.isEmpty(); i++) {
          ReadView view = open.get(random.nextInt(open.size()));
          assertAnswersAsRows(view, random);
          assertReachesLimitsAsRows(view, random);
        }
        if (open.size() > 6) {
          open.remove(random.nextInt(open.size())).close();
        }
      }
    }
  }

  private static EventBody randomBody(Random random) {
    Hop first = revocableHop(random.nextBoolean() ? "1-1" : "1-2", 0, 1 + random.nextInt(2), NOW_S);
    return switch (random.nextInt(8)) {
      case 0 -> of(revocation(first.ia().toString(), 1 + random.nextInt(2), NOW_S));
      case 1 -> new EventBody.TickEvent(NOW_MS);
      default ->
          of(
              SegmentType.values()[random.nextInt(2)],
              segment(
                  NOW_S - random.nextInt(3),
                  64,
                  first,
                  hop(random.nextBoolean() ? "1-11" : "1-12", 1 + random.nextInt(2), 0)));
    };
  }

  private static void assertAnswersAsRows(ReadView view, Random random) {
    SegmentQuery query =
        new SegmentQuery(
            SegmentType.values()[random.nextInt(2)],
            ASKED.get(random.nextInt(ASKED.size())),
            ASKED.get(random.nextInt(ASKED.size())));
    List<Long> expected = new ArrayList<>();
    for (Row row : view.rows(Topic.EVENTS)) {
      if (row instanceof Row.Segment segment
          && query.matches(
              segment.key().type(),
              segment.hops().getFirst().ia(),
              segment.hops().getLast().ia())) {
        expected.add(segment.offset());
      }
    }
    expected.sort(null);
    assertEquals(
        expected,
        view.segments(query, NOW_MS, 1_000).stream().map(StoredSegment::offset).sorted().toList());
  }

  private static void assertReachesLimitsAsRows(ReadView view, Random random) {
    IsdAs first = random.nextBoolean() ? IsdAs.NONE : ia(random.nextBoolean() ? "1-1" : "1-2");
    IsdAs last = ia(random.nextBoolean() ? "1-11" : "1-12");
    long clockMs = random.nextInt(4) == 0 ? Long.MAX_VALUE : NOW_MS;
    int limit = random.nextInt(30);
    assertEquals(
        view.liveKeys(first, last, clockMs, 1_000) >= limit,
        view.reachLimit(first, last, clockMs, limit));
  }

  @Test
  void aViewTakenAfterApplyReturnsSeesWhatItApplied() throws Exception {
    SegmentQuery query = new SegmentQuery(SegmentType.UP, ia("1-1"), IsdAs.NONE);
    AtomicBoolean done = new AtomicBoolean();
    try (Store store = RocksStoreTest.open(directory);
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(executor.submit(() -> readUntil(done, store, query)));
      }
      try {
        for (int offset = 0; offset < 300; offset++) {
          EventBody body =
              of(SegmentType.UP, segment(NOW_S, 64, hop("1-1", 0, offset + 1), hop("1-2", 1, 0)));
          store.apply(Topic.EVENTS, records(offset, NOW_MS, body));
          try (ReadView view = store.view()) {
            assertEquals(offset + 1, view.segments(query, NOW_MS, 1_000).size());
          }
        }
      } finally {
        done.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
    }
  }

  /**
   * Checks the number of segments in views until the test is done. Each segment is in its own
   * record, so a view must have as many segments as its position says.
   */
  private static void readUntil(AtomicBoolean done, Store store, SegmentQuery query) {
    while (!done.get()) {
      try (ReadView view = store.view()) {
        long applied = view.digest(Topic.EVENTS).rows();
        assertEquals(applied, view.segments(query, NOW_MS, 1_000).size());
      }
    }
  }
}
