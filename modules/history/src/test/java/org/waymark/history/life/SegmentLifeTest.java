package org.waymark.history.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.RandomHistory;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests that lives read from history equal those assembled from the effect of each record. */
class SegmentLifeTest {
  private static final int LOGS = 3;
  private static final int RECORDS = 400;
  private static final int MOMENTS = 6;
  private static final long LATER_MS = 3_600_000;

  @Test
  void livesEqualWhatTheRecordsDid() {
    Map<LifeEvent.Kind, Integer> seen = new EnumMap<>(LifeEvent.Kind.class);
    for (long seed = 1; seed <= LOGS; seed++) {
      List<LogRecord> log = RandomHistory.records(seed, RECORDS);
      Random random = new Random(seed);
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        store.apply(Topic.EVENTS, log);
        try (HistoryView history = store.history()) {
          for (int i = 0; i < MOMENTS; i++) {
            int next = i == 0 ? log.size() : random.nextInt(log.size());
            // The clock of a moment may be later than the records that count.
            long clockMs = (next == 0 ? 0 : log.get(next - 1).recordTimeMs()) + i % 2 * LATER_MS;
            assertLives(seed, log, history, new Moment(next, clockMs), seen);
          }
        }
      }
    }
    for (LifeEvent.Kind kind : LifeEvent.Kind.values()) {
      assertTrue(seen.getOrDefault(kind, 0) > 20, () -> kind + " is too rare in " + seen);
    }
  }

  private static void assertLives(
      long seed,
      List<LogRecord> log,
      HistoryView history,
      Moment until,
      Map<LifeEvent.Kind, Integer> seen) {
    Map<SegmentKey, LivesOfRecords.Life> expected =
        LivesOfRecords.of(log, RandomHistory.settings(), until);
    expected.forEach(
        (key, life) -> {
          SegmentLife read = SegmentLives.of(history, key, until);
          String where = "seed %d, %s, %s".formatted(seed, until, key);
          assertEquals(
              life.lines(), read.events().stream().map(LivesOfRecords::line).toList(), where);
          assertEquals(life.live(), read.live(), where);
          assertEquals(
              life.gaps(),
              read.gaps().stream()
                  .map(gap -> gap.fromMs() + "-" + gap.toMs().map(String::valueOf).orElse(""))
                  .toList(),
              where);
          // Between two covers there is a gap, and a gap follows each cover that has ended.
          assertEquals(
              read.gaps().stream().map(CoverGap::from).toList(),
              read.covers().stream().flatMap(cover -> cover.to().stream()).toList(),
              where);
          assertEquals(
              read.gaps().stream().flatMap(gap -> gap.to().stream()).toList(),
              read.covers().stream().skip(1).map(Cover::from).toList(),
              where);
          read.events().forEach(event -> seen.merge(event.kind(), 1, Integer::sum));
        });
  }
}
