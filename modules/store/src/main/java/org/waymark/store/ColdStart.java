package org.waymark.store;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/**
 * The point in the log at which a replica without a store begins to fold events: one horizon back,
 * however old the log is (ARCHITECTURE, Horizon). Every row expires within 24 h plus {@code ahead}
 * of its record time. Once a tick is later than the start by more than that period plus a margin,
 * older records therefore no longer matter; {@link Store#complete} reports this.
 *
 * @param offset the offset of the first record to apply, or the end offset if all records are older
 * @param instantMs a time later than the record time of every record before the offset, in Unix
 *     milliseconds
 * @param edge the right edge of the topic's Merkle tree at the offset; empty if it is unknown
 */
public record ColdStart(long offset, long instantMs, Optional<RightEdge> edge) {
  /** The age at which a record can no longer affect the state. */
  public static final long HORIZON_MS = TimeUnit.HOURS.toMillis(26);

  /** Creates a start. Its right edge is known only if it is the first record of the topic. */
  public ColdStart(long offset, long instantMs) {
    this(offset, instantMs, offset == 0 ? Optional.of(RightEdge.EMPTY) : Optional.empty());
  }

  /**
   * A start at the first record of the topic, with which the store is complete from the beginning.
   */
  public static final ColdStart FROM_ZERO = new ColdStart(0, Long.MIN_VALUE);

  /**
   * Plans the start of a fold that begins now.
   *
   * <p>The start is counted back from the earlier of two clocks, because counting back from a clock
   * that is ahead would start too late and silently leave the store incomplete.
   *
   * <p>If retention or an operator has deleted records within the horizon, the start is the oldest
   * remaining record, at its record time, because everything before it is missing.
   *
   * @param clockMs the local clock
   * @param ownStartRecordTimeMs the record time of the replica's own start record in {@code .audit}
   * @param knownFromMs the earliest moment for which the state is needed; if it is not before
   *     either clock reading, only the current state is needed
   */
  public static ColdStart plan(
      EventLog log, long clockMs, long ownStartRecordTimeMs, long knownFromMs) {
    long beginsMs = Math.min(Math.min(clockMs, ownStartRecordTimeMs), knownFromMs);
    // The log cannot look up instants before 1970.
    long instantMs = Math.max(0, beginsMs - HORIZON_MS);
    long offset = log.offsetAt(Topic.EVENTS, instantMs);
    long start = log.start(Topic.EVENTS);
    if (start == 0 || offset > start) {
      return new ColdStart(offset, instantMs);
    }
    long latestMs = Math.max(clockMs, ownStartRecordTimeMs);
    return new ColdStart(
        start, log.first(Topic.EVENTS).map(LogRecord::recordTimeMs).orElse(latestMs));
  }

  /**
   * {@return this start, or an earlier start at a checkpoint} The only reason for an earlier start
   * is that its right edge is known; the records in between can no longer affect the state.
   *
   * @param edge the right edge of a checkpoint, at or before this start, whose next record still
   *     exists
   */
  public ColdStart from(RightEdge edge) {
    if (edge.size() > offset) {
      throw new IllegalArgumentException(
          "a checkpoint of " + edge.size() + " records is later than the start at " + offset);
    }
    return new ColdStart(edge.size(), instantMs, Optional.of(edge));
  }
}
