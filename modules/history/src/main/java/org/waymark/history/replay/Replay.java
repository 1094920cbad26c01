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
 * Folds a range of a log into a directory of its own, with the code that a replica uses, and keeps
 * the whole history of the range. The directory says permanently that it is a replay, and of what.
 *
 * <p>One thread runs a replay. If its listener or sleeper stops it, or if the log cannot be read
 * any more, the directory can be read up to there, and says so.
 */
public final class Replay {
  private static final int MAX_BATCH = 1_000;

  private final ReplaySource source;
  private final LogRange range;
  private final ReplayChanges changes;

  /** Learns how far a replay is. Called by the thread that runs it. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Records were applied.
     *
     * @param next the offset of {@code .events} after the last of them
     * @return whether to go on; otherwise the replay stops
     */
    boolean applied(long next);
  }

  /** How fast a replay runs, and who is told. */
  public record Course(
      ReplayPace pace, Clock clock, ReplayPace.Sleeper sleeper, Listener listener) {}

  /**
   * Prepares a replay.
   *
   * @param range as {@link ReplaySource#range} returned it
   * @throws org.waymark.history.UnknownPastException if a change lies outside of the range
   * @throws IllegalArgumentException if the changes contradict each other
   */
  public Replay(ReplaySource source, LogRange range, ReplayChanges changes) {
    this.source = source;
    this.range = changes.appliedTo(range);
    this.changes = changes;
  }

  /** {@return what the replay reads, with the records that it appends} */
  public LogRange range() {
    return range;
  }

  /**
   * Runs the replay.
   *
   * @param directory must be empty or missing
   * @return whether the replay reached its end
   * @throws org.waymark.store.row.StoreException if the directory cannot be used
   * @throws org.waymark.log.LogException if the log cannot be read; what was applied can be read
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

  /** The tree of changed records is not that of the log, so its right edge is unknown. */
  private ColdStart start() {
    ColdStart start = new ColdStart(range.first(), range.beginsMs().orElse(Long.MIN_VALUE));
    return changes.isNone()
        ? start
        : new ColdStart(start.offset(), start.instantMs(), Optional.empty());
  }

  /** {@return the offset after the last record that the source has} */
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

    /** {@return whether to go on} */
    private boolean take(List<LogRecord> batch) {
      List<LogRecord> due = new ArrayList<>();
      for (LogRecord record : changes.replaced(batch)) {
        // What precedes the range only prepares its states.
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
