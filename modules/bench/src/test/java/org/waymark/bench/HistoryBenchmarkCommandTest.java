package org.waymark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;

class HistoryBenchmarkCommandTest {
  private static final long EVENTS = 40_000;
  private static final HistoryBenchmarkCommand.Work TINY =
      new HistoryBenchmarkCommand.Work(EVENTS, 4_000, 1, Scale.TINY);

  @TempDir private Path cache;

  @Test
  void everyFigureIsMeasuredAndTheLogIsReused() throws IOException, InterruptedException {
    List<HistoryFigure> figures = HistoryBenchmarkCommand.run(cache, TINY, line -> {});
    assertEquals(15, figures.size());
    for (HistoryFigure figure : figures) {
      assertTrue(figure.value() > 0 && Double.isFinite(figure.value()), figure::toString);
    }
    String table = HistoryFigure.table(figures);
    assertEquals(figures.size() + 1, table.lines().count(), table);
    Path log = cache.resolve("history-" + EVENTS + ".log");
    Object made = Files.getLastModifiedTime(log);
    HistoryLog.in(cache, EVENTS, line -> {});
    assertEquals(made, Files.getLastModifiedTime(log));
  }

  @Test
  void recordsHaveTheEffectsThatTheLogPromises() throws IOException {
    HistoryLog log = HistoryLog.in(cache, EVENTS, line -> {});
    Map<RecordSummary.Effect, Integer> effects = new EnumMap<>(RecordSummary.Effect.class);
    int[] killed = {0};
    try (Store store = Store.inMemory(HistoryLogMaker.settings())) {
      log.read(batch -> store.apply(Topic.EVENTS, batch));
      try (HistoryView history = store.history()) {
        history.records(
            0,
            EVENTS,
            (offset, summary) -> {
              effects.merge(summary.effect(), 1, Integer::sum);
              killed[0] += history.killedBy(offset).size();
              return true;
            });
      }
    }
    assertTrue(effects.get(RecordSummary.Effect.ADDED) >= EVENTS / 10, effects::toString);
    assertTrue(effects.get(RecordSummary.Effect.REPLACED) >= EVENTS / 2, effects::toString);
    for (RecordSummary.Effect effect :
        List.of(
            RecordSummary.Effect.IGNORED,
            RecordSummary.Effect.REVOKED,
            RecordSummary.Effect.TICKED,
            RecordSummary.Effect.QUARANTINED)) {
      assertTrue(effects.getOrDefault(effect, 0) > 0, effect + " in " + effects);
    }
    assertTrue(killed[0] > 0, "no revocation killed a segment");
    assertTrue(effects.get(RecordSummary.Effect.QUARANTINED) < EVENTS / 1_000, effects::toString);
  }
}
