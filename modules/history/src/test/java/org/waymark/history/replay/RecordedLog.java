package org.waymark.history.replay;

import java.util.List;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;

/** Logs in memory that contain given events, with their record times. */
final class RecordedLog {
  private RecordedLog() {}

  static InMemoryEventLog of(String name, List<LogRecord> records) {
    ReplayClock clock = new ReplayClock();
    InMemoryEventLog log = new InMemoryEventLog(name, clock);
    for (LogRecord record : records) {
      clock.ms = record.recordTimeMs();
      log.append(Topic.EVENTS, new Entry(record.key(), "kind", record.value())).join();
    }
    return log;
  }

  /** {@return the latest record time, Unix milliseconds} */
  static long latestMs(List<LogRecord> records) {
    return records.stream().mapToLong(LogRecord::recordTimeMs).max().orElseThrow();
  }
}
