package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Row;
import org.waymark.store.row.VersionPointer;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/** Tests outlines with so many versions that they need several chunks. */
class OutlineTest {
  private static final int PATHS = 600;

  private final SmallWorldEvents events = new SmallWorldEvents();

  /** {@return a log in which each record stores a version of another path} */
  private List<LogRecord> log() {
    List<LogRecord> log = new ArrayList<>();
    for (int i = 0; i < PATHS; i++) {
      List<SmallWorld.Crossing> path =
          List.of(
              new SmallWorld.Crossing(SmallWorld.CORE, 0, 1 + i),
              new SmallWorld.Crossing(SmallWorld.LEAF, 2, 0));
      byte[] value =
          events.segment(SegmentType.DOWN, path, SmallWorld.BASE_S, 255, SmallWorld.BASE_MS);
      log.add(SmallWorldEvents.record(i, SmallWorld.BASE_MS + i, value));
    }
    return log;
  }

  @Test
  void outlineHasEveryVersionHoweverManyChunksItNeeds() {
    List<LogRecord> log = log();
    for (int every : new int[] {255, 256, 257, 511, 512, 513}) {
      int next = every + 1;
      try (Store store = Store.inMemory(SmallWorldEvents.settings(), every);
          Store fold = Store.inMemory(SmallWorldEvents.settings())) {
        store.apply(Topic.EVENTS, log);
        fold.apply(Topic.EVENTS, log.subList(0, next));
        try (HistoryView history = store.history();
            ReadView present = fold.view()) {
          List<VersionPointer> outline = history.outline(next, Integer.MAX_VALUE).orElseThrow();
          assertEquals(next, outline.size(), "outlines every " + every);
          assertEquals(
              present.rows(RowKind.SEGMENT).stream()
                  .map(Row.Segment.class::cast)
                  .map(row -> row.key() + " " + row.offset())
                  .toList(),
              outline.stream().map(version -> version.key() + " " + version.offset()).toList(),
              "outlines every " + every);
          assertTrue(history.outline(next, every - 1).isEmpty(), "more than may be in memory");
        }
      }
    }
  }
}
