package org.waymark.history.fold;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;

/**
 * Folds a part of a log into an empty store, so that the history of the store covers given moments.
 * The part begins one horizon before the earliest moment and ends at the latest moment. A short log
 * is folded from its start.
 *
 * <p>This takes as long as rebuilding the store of a replica.
 */
public final class LogFold {
  /**
   * The number of records up to which a log counts as short. Folding that many records takes a few
   * seconds.
   */
  private static final long SHORT_LOG = 100_000;

  private final EventLog log;
  private final long nowMs;
  private final long shortLog;

  /**
   * @param nowMs the current time, in Unix milliseconds
   */
  public LogFold(EventLog log, long nowMs) {
    this(log, nowMs, SHORT_LOG);
  }

  /**
   * @param shortLog the maximum number of records in a log that is folded from its start,
   *     regardless of the moments
   */
  LogFold(EventLog log, long nowMs, long shortLog) {
    this.log = log;
    this.nowMs = nowMs;
    this.shortLog = shortLog;
  }

  /**
   * Folds the part of the log that the moments require.
   *
   * @param moments the moments, at least one, in the forms that {@link Moments} parses
   * @throws IllegalArgumentException if a text is not a moment
   * @throws UnknownPastException if a moment is outside the log
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public void into(Store empty, List<String> moments) {
    requireCovered(moments);
    into(empty, moments, (topic, records, effects) -> true);
  }

  /** Receives the records that a fold applies. */
  public interface Listener {
    /**
     * Called after records have been applied.
     *
     * @param effects the effect of each record, in the same order
     * @return whether to continue reading the topic
     */
    boolean applied(Topic topic, List<LogRecord> records, List<Applied> effects);
  }

  /**
   * Folds the part of the log that the moments require, like {@link #into(Store, List)}.
   *
   * @param listener the listener, which receives all records of {@code .trust} first, and then the
   *     records that are read from {@code .events}
   */
  public void into(Store empty, List<String> moments, Listener listener) {
    long start = log.start(Topic.EVENTS);
    long end = log.end(Topic.EVENTS).nextOffset();
    long earliestMs = Long.MAX_VALUE;
    long last = start;
    for (String text : moments) {
      OptionalLong instant = Moments.instant(text, nowMs);
      if (instant.isPresent()) {
        earliestMs = Math.min(earliestMs, instant.getAsLong());
        last = Math.max(last, after(instant.getAsLong()));
      } else {
        long offset =
            Moments.offset(text, Optional.of(log.identity().at(Topic.EVENTS, 0).topicId()));
        if (offset < start || offset > end) {
          throw new UnknownPastException(
              "offset %d is not in the log, which has offsets %d to %d%s"
                  .formatted(
                      offset,
                      start,
                      end,
                      offset < start ? ": retention removed the earlier records" : ""));
        }
        earliestMs = Math.min(earliestMs, timeBefore(offset).orElse(nowMs));
        last = Math.max(last, offset);
      }
    }
    empty.requireLog(log.identity());
    long trustEnd = log.end(Topic.TRUST).nextOffset();
    read(Topic.TRUST, log.start(Topic.TRUST), trustEnd, applying(Topic.TRUST, empty, listener));
    ColdStart from =
        start == 0 && end <= shortLog
            ? ColdStart.FROM_ZERO
            : ColdStart.plan(log, earliestMs, earliestMs, Long.MAX_VALUE);
    empty.begin(from);
    long to = Math.min(last, end);
    read(Topic.EVENTS, from.offset(), to, applying(Topic.EVENTS, empty, listener));
  }

  /**
   * The offsets up to which a fold applies records.
   *
   * @param events the offset of the first event that is not applied
   * @param trust the offset of the first record of {@code .trust} that is not applied
   * @param fromStart whether to fold the events from the start of the log, if the log still has its
   *     first event; otherwise, the fold begins one horizon before the last event
   */
  public record Target(long events, long trust, boolean fromStart) {}

  /**
   * Folds the log up to two offsets, so that the rows can be compared with the rows of a store at
   * the same offsets.
   *
   * @param empty an empty store, which is {@linkplain Store#complete complete} afterwards if the
   *     log still has the records that determine its state
   * @param target offsets in the log
   * @return whether the fold began at the first event
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public boolean upTo(Store empty, Target target, Listener listener) {
    empty.requireLog(log.identity());
    read(
        Topic.TRUST,
        log.start(Topic.TRUST),
        target.trust(),
        applying(Topic.TRUST, empty, listener));
    long lastMs = timeBefore(target.events()).orElse(nowMs);
    ColdStart from =
        target.fromStart() && log.start(Topic.EVENTS) == 0
            ? ColdStart.FROM_ZERO
            : ColdStart.plan(log, lastMs, lastMs, Long.MAX_VALUE);
    empty.begin(from);
    read(Topic.EVENTS, from.offset(), target.events(), applying(Topic.EVENTS, empty, listener));
    return from.offset() == 0;
  }

  private void requireCovered(List<String> moments) {
    Optional<LogRecord> first = log.first(Topic.EVENTS);
    for (String text : moments) {
      OptionalLong instant = Moments.instant(text, nowMs);
      if (first.isPresent()
          && instant.isPresent()
          && after(instant.getAsLong()) <= first.get().offset()) {
        throw new UnknownPastException(
            "%s is before the first record of the log, offset %d, which was recorded at %s%s"
                .formatted(
                    Instant.ofEpochMilli(instant.getAsLong()),
                    first.get().offset(),
                    Instant.ofEpochMilli(first.get().recordTimeMs()),
                    first.get().offset() > 0 ? ": retention removed the earlier records" : ""));
      }
    }
  }

  /** {@return the offset of the first record after the instant} */
  private long after(long instantMs) {
    return instantMs == Long.MAX_VALUE
        ? log.end(Topic.EVENTS).nextOffset()
        : log.offsetAt(Topic.EVENTS, instantMs + 1);
  }

  private Optional<Long> timeBefore(long offset) {
    if (offset <= log.start(Topic.EVENTS)) {
      return log.first(Topic.EVENTS).map(LogRecord::recordTimeMs);
    }
    long[] timeMs = {nowMs};
    read(
        Topic.EVENTS,
        offset - 1,
        offset,
        records -> {
          timeMs[0] = records.getFirst().recordTimeMs();
          return true;
        });
    return Optional.of(timeMs[0]);
  }

  private static Predicate<List<LogRecord>> applying(Topic topic, Store into, Listener listener) {
    return records -> listener.applied(topic, records, into.apply(topic, records));
  }

  private void read(Topic topic, long from, long to, Predicate<List<LogRecord>> batches) {
    if (from < to) {
      log.readWhile(
          topic,
          log.identity().at(topic, from),
          to,
          records ->
              batches.test(records.stream().filter(record -> record.offset() < to).toList()));
    }
  }
}
