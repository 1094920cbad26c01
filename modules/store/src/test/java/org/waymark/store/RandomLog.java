package org.waymark.store;

import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.store.row.ApplySettings;

/** Random logs of the small world, for tests in other packages. */
public final class RandomLog {
  private RandomLog() {}

  /** {@return the settings under which the records of these logs have many different effects} */
  public static ApplySettings settings() {
    return SmallWorldEvents.settings();
  }

  /** {@return a log of so many records, from offset 0} */
  public static List<LogRecord> records(long seed, int count) {
    return SmallWorldRandom.records(new SmallWorldEvents(), seed, count);
  }
}
