package org.waymark.store;

import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.store.row.ApplySettings;

/** Makes random logs of the small world, for tests in other packages. */
public final class RandomLog {
  private RandomLog() {}

  /** {@return the settings with which the records of these logs have many different effects} */
  public static ApplySettings settings() {
    return SmallWorldEvents.settings();
  }

  /** Makes a log with the given number of records, from offset 0. */
  public static List<LogRecord> records(long seed, int count) {
    return SmallWorldRandom.records(new SmallWorldEvents(), seed, count);
  }
}
