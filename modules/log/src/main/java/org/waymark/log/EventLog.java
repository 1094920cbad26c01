package org.waymark.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An event log that is there already.
 *
 * <p>All methods may be called by any thread. Those that return a future do not wait; the others
 * block for seconds at most, and are not for threads that verify, apply or keep time.
 */
public interface EventLog extends AutoCloseable {
  /** After how long without a record a reader asks whether the log is still there. */
  Duration QUIET = Duration.ofMillis(500);

  /** {@return which log this is, as found when it was opened} */
  LogIdentity identity();

  /** {@return where it is reached, for people} */
  default String where() {
    return identity().clusterId();
  }

  /**
   * {@return where the entry was appended}
   *
   * <p>Never waits for the log, whether it answers or not: callers are timers, and the few threads
   * that verify. Entries of one topic are appended in the order of the calls, unless one fails. The
   * future is completed by the caller or on a thread of the log: what depends on it must not block.
   * Every failure comes by the future, none is thrown. It fails with
   *
   * <ul>
   *   <li>{@link LogException.AppendTimedOut}: the fate is unknown, the entry may still appear;
   *   <li>{@link LogException.Unreachable} and {@link LogException.AppendRefused}: it was not
   *       appended.
   * </ul>
   */
  CompletableFuture<Appended> append(Topic topic, Entry entry);

  /**
   * {@return a reader of the topic from a position on}
   *
   * @throws LogException.Replaced when the position is one of another log
   */
  Tail tail(Topic topic, Position from);

  /**
   * Gives the records of a topic from a position up to the end that it has when this is called.
   *
   * @param batches takes records that follow each other, at least one at a time
   * @throws LogException when the topic cannot be read to that end: nothing waits for a log that is
   *     away
   */
  default void readToEnd(Topic topic, Position from, Consumer<List<LogRecord>> batches) {
    long end = end(topic).nextOffset();
    try (Tail tail = tail(topic, from)) {
      while (tail.nextOffset() < end) {
        List<LogRecord> records = tail.poll(QUIET);
        if (records.isEmpty()) {
          // A dead broker looks like a quiet topic to the tail: this says which it is.
          end(topic);
        } else {
          batches.accept(records);
        }
      }
    }
  }

  /**
   * Checks that the topic goes on where a position ends: it holds the record before the position,
   * with the same content, and all after it.
   *
   * @throws LogException.Truncated when the leader epochs say otherwise
   * @throws LogException.OtherContent when the record before the position is another one
   * @throws LogException.OutOfRange when retention has passed the position, or it lies beyond the
   *     end
   * @throws LogException when the topic cannot be read
   */
  default void requireContinued(Topic topic, Position from) {
    try (Tail tail = tail(topic, from)) {
      while (!tail.isReading()) {
        if (tail.poll(QUIET).isEmpty()) {
          // Throws if the log is away, which the tail does not tell from a quiet topic.
          end(topic);
        }
      }
    }
  }

  /**
   * {@return the first record that retention has left; empty when the topic holds none}
   *
   * @throws LogException when it cannot be read
   */
  default Optional<LogRecord> first(Topic topic) {
    try (Tail tail = tail(topic, identity().at(topic, start(topic)))) {
      List<LogRecord> records = List.of();
      while (records.isEmpty() && !tail.isReading()) {
        records = tail.poll(QUIET);
        end(topic);
      }
      return records.stream().findFirst();
    }
  }

  /**
   * {@return the end of the topic now}
   *
   * @throws LogException.Unreachable when it cannot be asked
   */
  LogEnd end(Topic topic);

  /**
   * {@return the offset of the first record that retention has left}
   *
   * @throws LogException.Unreachable when it cannot be asked
   */
  long start(Topic topic);

  /**
   * {@return the offset of the first record whose record time is at or after the given one, the end
   * offset when there is none}
   *
   * <p>Record times are not monotone: later records may have earlier times.
   *
   * @param timeMs Unix milliseconds
   * @throws LogException.Unreachable when it cannot be asked
   */
  long offsetAt(Topic topic, long timeMs);

  /**
   * {@return a membership in the lease of this log, which does not compete yet}
   *
   * <p>To be closed by its owner, before the log.
   */
  Lease lease();

  /**
   * {@return what the topics look like now}
   *
   * <p>Fails with {@link LogException.Unreachable} within seconds. Completed on a thread of the
   * log.
   */
  CompletableFuture<LogSurvey> survey();

  /**
   * {@return by how much the record time of the last append was ahead of this process's wall clock,
   * in milliseconds: negative when behind, 0 when it lay between call and answer}
   *
   * <p>Beyond 1,000 either way is worth a warning, beyond 2,000 a replica says so in its state
   * (ARCHITECTURE, Time).
   */
  long clockSkewMs();

  /**
   * Closes the log and fails the appends that are under way; tails and leases are closed by their
   * owners.
   */
  @Override
  void close();
}
