package org.waymark.server.report;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.waymark.runtime.Clock;
import org.waymark.wire.event.Event;

/**
 * The event schema in which this replica writes. Every replica reports the newest schema that it
 * can read; this replica writes in the oldest schema reported in the last hour. During a rolling
 * upgrade, replicas of the new build therefore write events that replicas of the old build can
 * apply. The hour leaves time to return to the old build.
 *
 * <p>Until the reports of the last hour have been read, this replica writes in schema 1, because it
 * does not know the other replicas yet. Memory is bounded by the number of schemas. Safe for use by
 * several threads.
 */
public final class WriterSchema implements IntSupplier {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
  private static final int OLDEST = 1;

  private final int newest;
  private final Clock clock;

  /**
   * The record time of the last report that named each schema, by schema, in Unix milliseconds; 0
   * if there is none.
   */
  private final long[] lastMs;

  private boolean complete;

  /**
   * @param newest the newest schema that this replica can apply
   */
  public WriterSchema(int newest, Clock clock) {
    this.newest = newest;
    this.clock = clock;
    this.lastMs = new long[newest];
  }

  /** Creates the choice of schema for a replica of this build. */
  public static WriterSchema ofThisBuild(Clock clock) {
    return new WriterSchema(Event.NEWEST_SCHEMA, clock);
  }

  /** {@return the newest schema that this replica can apply} */
  public int newest() {
    return newest;
  }

  /**
   * Handles a report of the newest schema that a replica can apply.
   *
   * @param recordTimeMs the record time of the report
   */
  public synchronized void reported(int schema, long recordTimeMs) {
    if (schema >= OLDEST && schema < newest) {
      lastMs[schema] = Math.max(lastMs[schema], recordTimeMs);
    }
  }

  /** Reports that all reports of the last hour have been read. */
  public synchronized void hasReadLastHour() {
    complete = true;
  }

  /** {@return the schema version to use for writing now} */
  @Override
  public synchronized int getAsInt() {
    if (!complete) {
      return OLDEST;
    }
    long sinceMs = clock.wallMs() - HOUR_MS;
    for (int schema = OLDEST; schema < newest; schema++) {
      if (lastMs[schema] > sinceMs) {
        return schema;
      }
    }
    return newest;
  }
}
