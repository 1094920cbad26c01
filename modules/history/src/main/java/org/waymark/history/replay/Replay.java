package org.waymark.history.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.history.LogRange;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * Folds a range of a log into a separate directory, with the code that a replica uses, and keeps
 * the whole history of the range. The directory is permanently marked as a replay, with a
 * description of what was replayed.
 *
 * <p>One thread runs a replay. If the listener or the sleeper stops the replay, or if the log can
 * no longer be read, the directory records this and can be read up to that point.
 */
public final class Replay {
  private static final int MAX_BATCH = 1_000;

  private final ReplaySource source;
  private final LogRange range;
  private final ReplayChanges changes;

  /** Receives the progress of a replay. Methods are called by the thread that runs the replay. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called when records have been applied.
     *
     * @param next the offset of {@code .events} after the last applied record
     * @return whether to continue; otherwise, the replay stops
     */
    boolean applied(long next);
  }

  /** The speed of a replay, and the listener for its progress. */
  public record Course(
      ReplayPace pace, Clock clock, ReplayPace.Sleeper sleeper, Listener listener) {}

  /**
   * Prepares a replay.
   *
   * @param range the range, as returned by {@link ReplaySource#range}
   * @throws org.waymark.history.UnknownPastException if a change is outside the range
   * @throws IllegalArgumentException if the changes contradict each other
   */
  public Replay(ReplaySource source, LogRange range, ReplayChanges changes) {
    this.source = source;
    this.range = changes.appliedTo(range);
    this.changes = changes;
  }

  /** {@return the range that the replay reads, including the records that it appends} */
  public LogRange range() {
    return range;
  }

  /**
   * Runs the replay.
   *
   * @param directory the directory, which must be empty or not exist yet
   * @return whether the replay reached its end
   * @throws org.waymark.store.row.StoreException if the directory cannot be used
   * @throws org.waymark.log.LogException if the log cannot be read; the records applied so far
   *     remain readable
   */
  public boolean into(Path directory, ApplySettings settings, FaultHandler faults, Course course) {
    String note = ReplayNote.of(source, range, changes).json().toString();
    try (Store store = Store.openReplay(directory, note, settings, faults)) {
      store.requireLog(source.identity());
      source.read(
          Topic.TRUST,
          source.trustStart(),
          source.trustEnd(),
          records -> {
            store.apply(Topic.TRUST, records);
            return true;
          });
      store.begin(start());
      Run run = new Run(store, course);
      source.read(Topic.EVENTS, range.first(), logEnd(), run::take);
      run.take(List.copyOf(changes.with().tailMap(logEnd()).values()));
      if (!run.stopped) {
        store.caughtUp();
      }
      return !run.stopped;
    }
  }

  /**
   * Determines the start of the fold. If records are changed, their Merkle tree differs from the
   * log's tree, so its right edge is unknown.
   */
  private ColdStart start() {
    ColdStart start = new ColdStart(range.first(), range.beginsMs().orElse(Long.MIN_VALUE));
    return changes.isNone()
        ? start
        : new ColdStart(start.offset(), start.instantMs(), Optional.empty());
  }

  /** {@return the offset after the source's last record} */
  private long logEnd() {
    return range.to() - changes.with().tailMap(range.to()).size();
  }

  private final class Run {
    private final Store store;
    private final Course course;
    private final ReplayPace.Timetable timetable;
    private boolean stopped;

    private Run(Store store, Course course) {
      this.store = store;
      this.course = course;
      timetable = course.pace().begin(course.clock());
    }

    /** {@return whether to continue} */
    private boolean take(List<LogRecord> batch) {
      List<LogRecord> due = new ArrayList<>();
      for (LogRecord record : changes.replaced(batch)) {
        // The records before the range only serve to determine its states.
        if (record.offset() >= range.from()) {
          awaitDue(record, due);
        }
        if (stopped) {
          return false;
        }
        due.add(record);
        if (due.size() == MAX_BATCH) {
          apply(due);
        }
      }
      apply(due);
      return !stopped;
    }

    private void awaitDue(LogRecord record, List<LogRecord> due) {
      Duration wait = timetable.untilDue(record.recordTimeMs());
      if (!wait.isZero()) {
        apply(due);
        stopped = stopped || !course.sleeper().sleep(wait);
      }
    }

    private void apply(List<LogRecord> due) {
      if (!due.isEmpty() && !stopped) {
        store.replay(store.prepare(Topic.EVENTS, due), changes.without()::contains);
        stopped = !course.listener().applied(due.getLast().offset() + 1);
      }
      due.clear();
    }
  }
}
