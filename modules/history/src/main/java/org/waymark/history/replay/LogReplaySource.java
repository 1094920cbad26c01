package org.waymark.history.replay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.waymark.history.LogRange;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;
import org.waymark.log.EventLog;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.store.ColdStart;

/**
 * Reads the records for a replay from a log. Methods throw {@link org.waymark.log.LogException} if
 * the log cannot be read.
 */
public final class LogReplaySource implements ReplaySource {
  private final EventLog log;
  private final TopicNames names;
  private final long nowMs;

  /**
   * @param nowMs the current time, in Unix milliseconds
   */
  public LogReplaySource(EventLog log, TopicNames names, long nowMs) {
    this.log = log;
    this.names = names;
    this.nowMs = nowMs;
  }

  @Override
  public LogIdentity identity() {
    return log.identity();
  }

  @Override
  public String prefix() {
    return names.prefix();
  }

  @Override
  public String where() {
    return "the log " + names.prefix() + " at " + log.where();
  }

  @Override
  public long trustStart() {
    return log.start(Topic.TRUST);
  }

  @Override
  public long trustEnd() {
    return log.end(Topic.TRUST).nextOffset();
  }

  @Override
  public LogRange range(Optional<String> from, Optional<String> to) {
    long start = log.start(Topic.EVENTS);
    long end = log.end(Topic.EVENTS).nextOffset();
    long last = to.map(text -> offset(text, start, end)).orElse(end);
    long endsMs = to.map(text -> timeMs(text, last)).orElse(nowMs);
    if (from.isEmpty()) {
      return new LogRange(start, beginsMs(start), start, last, endsMs);
    }
    long next = offset(from.get(), start, end);
    if (next > last) {
      throw new IllegalArgumentException(
          "the range begins at offset %d, after its end at offset %d: swap the two moments"
              .formatted(next, last));
    }
    long fromMs = timeMs(from.get(), next);
    ColdStart cold = ColdStart.plan(log, fromMs, fromMs, Long.MAX_VALUE);
    OptionalLong beginsMs =
        cold.offset() == 0 ? OptionalLong.empty() : OptionalLong.of(cold.instantMs());
    // Because record times can go backwards, the horizon may begin after the first requested
    // record.
    return cold.offset() <= next
        ? new LogRange(cold.offset(), beginsMs, next, last, endsMs)
        : new LogRange(next, beginsMs(next), next, last, endsMs);
  }

  @Override
  public void read(Topic topic, long from, long to, Predicate<List<LogRecord>> batches) {
    if (from < to) {
      log.readWhile(
          topic,
          log.identity().at(topic, from),
          to,
          records ->
              batches.test(records.stream().filter(record -> record.offset() < to).toList()));
    }
  }

  /** {@return the offset of the first record after the moment} */
  private long offset(String text, long start, long end) {
    OptionalLong instant = Moments.instant(text, nowMs);
    if (instant.isEmpty()) {
      long offset = Long.parseLong(text);
      if (offset < start || offset > end) {
        throw new UnknownPastException(
            "offset %d is not in the log, which has offsets %d to %d"
                .formatted(offset, start, end));
      }
      return offset;
    }
    if (instant.getAsLong() > nowMs) {
      throw new UnknownPastException(
          "%s is later than now, %s"
              .formatted(Instant.ofEpochMilli(instant.getAsLong()), Instant.ofEpochMilli(nowMs)));
    }
    long after = log.offsetAt(Topic.EVENTS, instant.getAsLong() + 1);
    Optional<LogRecord> first = log.first(Topic.EVENTS);
    if (first.isPresent() && after <= first.get().offset()) {
      throw new UnknownPastException(
          "%s is before the first record of the log, offset %d, which was recorded at %s"
              .formatted(
                  Instant.ofEpochMilli(instant.getAsLong()),
                  first.get().offset(),
                  Instant.ofEpochMilli(first.get().recordTimeMs())));
    }
    return after;
  }

  /** {@return the instant of a moment; for an offset, this is the time of the preceding record} */
  private long timeMs(String text, long offset) {
    OptionalLong instant = Moments.instant(text, nowMs);
    return instant.isPresent() ? instant.getAsLong() : beforeMs(offset).orElse(nowMs);
  }

  private OptionalLong beforeMs(long offset) {
    return offset > log.start(Topic.EVENTS) ? recordTimeMs(offset - 1) : recordTimeMs(offset);
  }

  private OptionalLong beginsMs(long first) {
    return first == 0 ? OptionalLong.empty() : OptionalLong.of(recordTimeMs(first).orElse(nowMs));
  }

  private OptionalLong recordTimeMs(long offset) {
    long[] timeMs = new long[1];
    boolean[] found = new boolean[1];
    read(
        Topic.EVENTS,
        offset,
        Math.min(offset + 1, log.end(Topic.EVENTS).nextOffset()),
        records -> {
          timeMs[0] = records.getFirst().recordTimeMs();
          found[0] = true;
          return false;
        });
    return found[0] ? OptionalLong.of(timeMs[0]) : OptionalLong.empty();
  }
}
