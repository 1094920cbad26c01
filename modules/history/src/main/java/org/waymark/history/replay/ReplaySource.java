package org.waymark.history.replay;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.waymark.history.LogRange;
import org.waymark.history.UnknownPastException;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/** The source from which a replay reads: a log, or a slice of a log in a file. Not thread-safe. */
public interface ReplaySource {
  /** {@return the log from which the records come} */
  LogIdentity identity();

  /** {@return the prefix of the names of the log's topics; empty if it is unknown} */
  String prefix();

  /** {@return a human-readable description, such as "the log at localhost:9092"} */
  String where();

  /**
   * Finds the records of {@code .events} between two moments, in the forms that {@link
   * org.waymark.history.Moments} parses.
   *
   * @param from the first moment; empty for the first moment that the source covers
   * @param to the second moment; empty for the last moment that the source covers
   * @throws IllegalArgumentException if a text is not a moment, or if the second moment is earlier
   *     than the first
   * @throws UnknownPastException if the source does not cover a moment
   */
  LogRange range(Optional<String> from, Optional<String> to);

  /**
   * {@return the range without the earlier records on which its states depend}
   *
   * @param range the range, as returned by {@link #range}
   */
  default LogRange only(LogRange range) {
    if (range.first() == range.from()) {
      return range;
    }
    long[] beginsMs = {range.endsMs()};
    read(
        Topic.EVENTS,
        range.from(),
        Math.min(range.from() + 1, range.to()),
        records -> {
          beginsMs[0] = records.getFirst().recordTimeMs();
          return false;
        });
    return new LogRange(
        range.from(), OptionalLong.of(beginsMs[0]), range.from(), range.to(), range.endsMs());
  }

  /** {@return the offset of the first record of {@code .trust}} */
  long trustStart();

  /** {@return the offset after the last record of {@code .trust}} */
  long trustEnd();

  /**
   * Reads records.
   *
   * @param batches a function that receives consecutive records, at least one per call, and returns
   *     whether to continue
   */
  void read(Topic topic, long from, long to, Predicate<List<LogRecord>> batches);
}
