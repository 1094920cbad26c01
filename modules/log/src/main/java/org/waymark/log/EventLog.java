package org.waymark.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An existing event log.
 *
 * <p>Thread-safe. Methods that return a future do not wait; the others block for at most a few
 * seconds and must not be called by threads that verify, apply or run timers.
 */
public interface EventLog extends AutoCloseable {
  /**
   * The time that a reader waits for a record before checking whether the log is still reachable.
   */
  Duration QUIET = Duration.ofMillis(500);

  /** {@return the identity that this log had when it was opened} */
  LogIdentity identity();

  /** {@return the address of this log, for display} */
  default String where() {
    return identity().clusterId();
  }

  /**
   * Appends an entry. The returned future completes with the entry's offset and record time.
   *
   * <p>This method never waits for the log, because its callers are timers and the few threads that
   * verify. Entries of one topic are appended in the order of the calls, unless an append fails.
   * The future completes on the caller's thread or on a thread of the log, so dependent actions
   * must not block. Failures are reported only through the future, never thrown. The future fails
   * with
   *
   * <ul>
   *   <li>{@link LogException.AppendTimedOut}: it is unknown whether the entry was or will be
   *       appended;
   *   <li>{@link LogException.Unreachable} and {@link LogException.AppendRefused}: the entry was
   *       not appended.
   * </ul>
   */
  CompletableFuture<Appended> append(Topic topic, Entry entry);

  /**
   * Opens a reader of the topic that starts at a position.
   *
   * @throws LogException.Replaced if the position belongs to another log
   */
  Tail tail(Topic topic, Position from);

  /**
   * Reads the records of a topic from a position up to its end at the time of the call.
   *
   * @param batches receives consecutive records, at least one per call
   * @throws LogException if the topic cannot be read to that end; this method does not wait for a
   *     log that cannot be reached
   */
  default void readToEnd(Topic topic, Position from, Consumer<List<LogRecord>> batches) {
    read(topic, from, end(topic).nextOffset(), batches);
  }

  /**
   * Reads the records of a topic from a position up to an offset. The last batch may contain
   * records after that offset.
   *
   * @param to the offset after the last record needed, at most the end of the topic
   * @param batches receives consecutive records, at least one per call
   * @throws LogException if the topic cannot be read that far; this method does not wait for a log
   *     that cannot be reached
   */
  default void read(Topic topic, Position from, long to, Consumer<List<LogRecord>> batches) {
    readWhile(
        topic,
        from,
        to,
        records -> {
          batches.accept(records);
          return true;
        });
  }

  /**
   * Like {@link #read}, but stops early when the receiver of the batches returns false.
   *
   * @param batches receives consecutive records, at least one per call, and returns whether to
   *     continue
   * @throws LogException if the topic cannot be read that far; this method does not wait for a log
   *     that cannot be reached
   */
  default void readWhile(Topic topic, Position from, long to, Predicate<List<LogRecord>> batches) {
    try (Tail tail = tail(topic, from)) {
      boolean goesOn = true;
      while (goesOn && tail.nextOffset() < to) {
        List<LogRecord> records = tail.poll(QUIET);
        if (records.isEmpty()) {
          // To the tail, a dead broker looks like a quiet topic. This call throws an exception if
          // the broker is dead.
          end(topic);
        } else {
          goesOn = batches.test(records);
        }
      }
    }
  }

  /**
   * Checks that the topic continues from a position: it must contain the record before the
   * position, with the same content, and everything after that.
   *
   * @throws LogException.Truncated if the leader epochs show a truncation
   * @throws LogException.OtherContent if the record before the position is a different record
   * @throws LogException.OutOfRange if retention has deleted the record at the position, or if the
   *     position is beyond the end
   * @throws LogException if the topic cannot be read
   */
  default void requireContinued(Topic topic, Position from) {
    try (Tail tail = tail(topic, from)) {
      while (!tail.isReading()) {
        if (tail.poll(QUIET).isEmpty()) {
          // To the tail, an unreachable log looks like a quiet topic. This call throws an exception
          // if the log cannot be reached.
          end(topic);
        }
      }
    }
  }

  /**
   * Reads the oldest record that retention has not deleted.
   *
   * @return the record; empty if the topic has none
   * @throws LogException if the topic cannot be read
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
   * Finds the current end of the topic.
   *
   * @throws LogException.Unreachable if the log does not answer
   */
  LogEnd end(Topic topic);

  /**
   * Finds the offset of the oldest record that retention has not deleted.
   *
   * @throws LogException.Unreachable if the log does not answer
   */
  long start(Topic topic);

  /**
   * Finds the offset of the first record whose record time is at or after the given one.
   *
   * <p>Record times are not monotonic: later records may have earlier times.
   *
   * @param timeMs the time in Unix milliseconds
   * @return the offset; the end offset if there is no such record
   * @throws LogException.Unreachable if the log does not answer
   */
  long offsetAt(Topic topic, long timeMs);

  /**
   * Creates a member for the lease of this log. The member does not compete yet.
   *
   * <p>The caller must close the member before the log.
   */
  Lease lease();

  /**
   * Describes the topics as they are now.
   *
   * <p>Fails with {@link LogException.Unreachable} within seconds if the log does not answer. The
   * future completes on a thread of the log.
   */
  CompletableFuture<LogSurvey> survey();

  /**
   * {@return the number of milliseconds by which the last append's record time was ahead of this
   * process's wall clock; negative if the record time was behind, 0 if it was between the call and
   * the answer}
   *
   * <p>A skew of more than 1,000 in either direction warrants a warning; if it exceeds 2,000, a
   * replica reports the skew in its state (ARCHITECTURE, Time).
   */
  long clockSkewMs();

  /**
   * Closes the log, which causes the appends in flight to fail. Callers must close the tails and
   * leases that they opened.
   */
  @Override
  void close();
}
