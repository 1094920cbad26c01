package org.waymark.server.report;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.waymark.wire.event.Event;

/**
 * The event schema in which this replica writes. Every replica reports the newest schema that it
 * can read; this replica writes in the oldest schema reported in the last hour. During a rolling
 * upgrade, replicas of the new build therefore write events that replicas of the old build can
 * apply. The hour leaves time to return to the old build.
 *
 * <p>The hour is an hour of reports: it is measured by their record times, and a pause between two
 * reports counts as {@value #MAX_PAUSE_MS} ms at most. While Kafka is away, no replica can report,
 * so an outage proves nothing about the replicas of the old build. No clock of this host is
 * involved, because one that is wrong would end the hour early.
 *
 * <p>This replica writes in the oldest schema while it does not know the reports of the last hour:
 * until it has read up to the end of {@code .audit}, while it cannot read the topic, and if the
 * topic begins less than an hour ago because older records were deleted.
 *
 * <p>Example: replica 3, the last one of the old build, reports schema 1 at 12:00:00 and is then
 * stopped and upgraded. It reports schema 2 at 12:00:30. All replicas write in schema 1 until they
 * read the reports of 13:00:00, and in schema 2 from then on.
 *
 * <p>Memory is bounded by the number of schemas. Safe for use by several threads.
 */
public final class WriterSchema implements IntSupplier {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  /** Replicas report every 10 s, and some seconds later after a fail-over of the lease. */
  private static final long MAX_PAUSE_MS = 60_000;

  private static final long NEVER = -1;

  private final int newest;

  /** The time covered by the reports that have been read, in milliseconds. */
  private long coveredMs;

  private OptionalLong lastRecordTimeMs = OptionalLong.empty();

  /** The value of {@link #coveredMs} at the last report that named each schema. */
  private final long[] namedAtMs;

  /** Whether the reports that have been read include the first record of the log. */
  private boolean fromStartOfLog;

  /** Whether all reports up to the end of the topic have been read. */
  private boolean current;

  /**
   * @param newest the newest schema that this replica can apply
   */
  public WriterSchema(int newest) {
    this.newest = newest;
    this.namedAtMs = new long[newest];
    Arrays.fill(namedAtMs, NEVER);
  }

  /** {@return the newest schema that this replica can apply} */
  public int newest() {
    return newest;
  }

  /**
   * Forgets all reports, because those that follow do not continue the earlier ones.
   *
   * @param atStartOfLog whether the reports that follow begin with the first record of the log, so
   *     that no older one was deleted
   */
  public synchronized void begins(boolean atStartOfLog) {
    coveredMs = 0;
    lastRecordTimeMs = OptionalLong.empty();
    Arrays.fill(namedAtMs, NEVER);
    fromStartOfLog = atStartOfLog;
    current = false;
  }

  /**
   * Handles a report of the newest schema that a replica can apply. Reports follow in the order of
   * the log.
   *
   * @param recordTimeMs the record time of the report
   */
  public synchronized void reported(int schema, long recordTimeMs) {
    // Record times are not monotonic.
    long pauseMs = recordTimeMs - lastRecordTimeMs.orElse(recordTimeMs);
    coveredMs += Math.clamp(pauseMs, 0, MAX_PAUSE_MS);
    lastRecordTimeMs = OptionalLong.of(recordTimeMs);
    if (schema >= Event.OLDEST_SCHEMA && schema < newest) {
      namedAtMs[schema] = coveredMs;
    }
  }

  /** Reports that all records up to the end of the topic have been read. */
  public synchronized void isCurrent() {
    current = true;
  }

  /** Reports that the topic cannot be read, so there may be reports that are not known. */
  public synchronized void isBehind() {
    current = false;
  }

  /** {@return the schema version to use for writing now} */
  @Override
  public synchronized int getAsInt() {
    if (!current || !fromStartOfLog && coveredMs < HOUR_MS) {
      return Event.OLDEST_SCHEMA;
    }
    for (int schema = Event.OLDEST_SCHEMA; schema < newest; schema++) {
      if (namedAtMs[schema] != NEVER && coveredMs - namedAtMs[schema] < HOUR_MS) {
        return schema;
      }
    }
    return newest;
  }
}
