package org.waymark.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Rows;

/** Rows in memory and stores on disk that apply has made from logs with records of every kind. */
public final class FoldedRows {
  public static final LogIdentity LOG =
      new LogIdentity("c", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t", Topic.AUDIT, "a"));

  /** So few records lie between outlines that even a short log has some. */
  private static final long OUTLINE_EVERY = 16;

  private FoldedRows() {}

  public static ApplySettings settings() {
    return SmallWorldEvents.settings();
  }

  /** {@return the rows of the log that is recorded in the resources} */
  public static MemoryRows ofRecordedLog() throws IOException {
    MemoryRows rows = new MemoryRows();
    try (Store store = Store.over(rows, settings(), OUTLINE_EVERY)) {
      applyRecordedLog(store);
    }
    return rows;
  }

  /** Applies the log that is recorded in the resources. */
  public static void applyRecordedLog(Store store) throws IOException {
    store.requireLog(LOG);
    for (RecordedFold.Step step : RecordedFold.read()) {
      store.apply(step.topic(), List.of(step.record()));
    }
  }

  /** {@return the rows of random events} */
  public static MemoryRows ofRandomEvents(long seed, int records) {
    MemoryRows rows = new MemoryRows();
    try (Store store = Store.over(rows, settings(), OUTLINE_EVERY)) {
      store.requireLog(LOG);
      store.apply(Topic.EVENTS, randomEvents(seed, records));
    }
    return rows;
  }

  public static List<LogRecord> randomEvents(long seed, int records) {
    return SmallWorldRandom.records(new SmallWorldEvents(), seed, records);
  }

  /** {@return a store over the rows} */
  public static Store over(Rows rows) {
    return Store.over(rows, settings(), OUTLINE_EVERY);
  }
}
