package org.waymark.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.waymark.log.EventLog;
import org.waymark.log.LastRecord;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;

/**
 * Decides whether a log still contains enough records to rebuild everything in an older store. If
 * it does not, the store must not be discarded, because some of its rows may exist nowhere else.
 */
public final class LogCoverage {
  private LogCoverage() {}

  /**
   * Explains why a store rebuilt from the log could lack rows of the given store.
   *
   * @param log the log from which the store was built
   * @param nowMs the current time in Unix milliseconds; a store that has applied nothing for a
   *     horizon has no live rows
   * @return the reason, for messages to operators; empty if no rows could be missing
   * @throws LogException if the log cannot be read
   */
  public static Optional<String> gap(EventLog log, Store store, long nowMs) {
    return trustGap(log, store).or(() -> eventsGap(log, store, nowMs));
  }

  /**
   * {@return whether the log continues where the store ends, so that a replica that starts with
   * this store can follow the log}
   *
   * @param log the log from which the store was built
   * @throws LogException if the log cannot be read
   */
  public static boolean continues(EventLog log, Store store) {
    try {
      for (Topic topic : List.of(Topic.TRUST, Topic.EVENTS)) {
        store.position(topic).ifPresent(position -> log.requireContinued(topic, position));
      }
      return true;
    } catch (LogException.Discontinued lost) {
      return false;
    }
  }

  /**
   * Checks the trust topic. There is no horizon for trust: the first record matters as long as the
   * log exists.
   */
  private static Optional<String> trustGap(EventLog log, Store store) {
    long start = log.start(Topic.TRUST);
    return start > 0 && store.position(Topic.TRUST).isPresent()
        ? Optional.of(
            "its trust topic begins at offset " + start + ", and everything before that is lost")
        : Optional.empty();
  }

  private static Optional<String> eventsGap(EventLog log, Store store, long nowMs) {
    long start = log.start(Topic.EVENTS);
    LastRecord last = store.position(Topic.EVENTS).map(Position::last).orElse(LastRecord.NONE);
    if (start == 0 || !last.isPresent() || last.recordTimeMs() + ColdStart.HORIZON_MS <= nowMs) {
      return Optional.empty();
    }
    Optional<Long> firstMs = log.first(Topic.EVENTS).map(LogRecord::recordTimeMs);
    if (firstMs.isPresent() && firstMs.get() <= last.recordTimeMs() - ColdStart.HORIZON_MS) {
      return Optional.empty();
    }
    return Optional.of(
        ("its events topic begins at offset %d%s, less than 26 h before the last event that"
                + " this store applied (offset %d, recorded at %s)")
            .formatted(
                start,
                firstMs.map(ms -> ", recorded at " + Instant.ofEpochMilli(ms)).orElse(""),
                store.position(Topic.EVENTS).orElseThrow().nextOffset() - 1,
                Instant.ofEpochMilli(last.recordTimeMs())));
  }
}
