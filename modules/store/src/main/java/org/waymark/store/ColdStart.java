package org.waymark.store;

import java.util.concurrent.TimeUnit;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/**
 * Where a replica without a store begins to fold events: one horizon back, however old the log is
 * (ARCHITECTURE, Horizon). What counts ends at most 24 h + ahead after its record time, so nothing
 * older matters once a tick has passed the start by that and some slack; {@link Store#complete}
 * tells when.
 *
 * @param offset of the first record to apply; the end offset when no record is younger
 * @param instantMs every record before the offset has an earlier record time, Unix milliseconds
 */
public record ColdStart(long offset, long instantMs) {
  /** How far back what was recorded can still matter. */
  public static final long HORIZON_MS = TimeUnit.HOURS.toMillis(26);

  /** The first record ever: complete from the beginning. */
  public static final ColdStart FROM_ZERO = new ColdStart(0, Long.MIN_VALUE);

  /**
   * {@return the start of a fold that begins now}
   *
   * <p>The smaller of two clocks is counted back from: one that is ahead would start too late, and
   * leave the store incomplete without a sign.
   *
   * <p>Where retention, or an operator, has left less than a horizon, the start is the first record
   * that is left, and its record time counts: whatever was before it is missing.
   *
   * @param clockMs the local clock
   * @param ownStartRecordTimeMs the record time of the replica's own start record in {@code .audit}
   */
  public static ColdStart plan(EventLog log, long clockMs, long ownStartRecordTimeMs) {
    long instantMs = Math.min(clockMs, ownStartRecordTimeMs) - HORIZON_MS;
    long offset = log.offsetAt(Topic.EVENTS, instantMs);
    long start = log.start(Topic.EVENTS);
    if (start == 0 || offset > start) {
      return new ColdStart(offset, instantMs);
    }
    long latestMs = Math.max(clockMs, ownStartRecordTimeMs);
    return new ColdStart(
        start, log.first(Topic.EVENTS).map(LogRecord::recordTimeMs).orElse(latestMs));
  }
}
