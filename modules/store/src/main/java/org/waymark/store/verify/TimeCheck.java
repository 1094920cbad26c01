package org.waymark.store.verify;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RecordSummary;

/**
 * Checks three tables: {@code ticks}, whose rows must belong to events that took effect and
 * increase with these events; {@code times}, whose rows must increase with the offsets to which
 * they point; and {@code positions}, which must contain the last tick and the sizes of the trees.
 */
final class TimeCheck {
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final VerifiedRows rows;
  private final Positions positions;
  private final Map<Topic, Long> latestMs = new EnumMap<>(Topic.class);
  private final Map<Topic, Long> offsetBefore = new EnumMap<>(Topic.class);
  private long tickAfterMs = Long.MAX_VALUE;
  private boolean anyTick;

  TimeCheck(VerifiedRows rows, Positions positions) {
    this.rows = rows;
    this.positions = positions;
  }

  void run() {
    rows.each(Family.TICKS, this::tick);
    if (!anyTick && positions.lastTickMs() != 0) {
      throw wrongPositions("no last tick", "a last tick at " + positions.lastTickMs());
    }
    rows.each(Family.TIMES, this::time);
    for (Topic topic : latestMs.keySet()) {
      rows.require(Family.TIMES, HistoryKeys.latestTime(topic), Keys.number(latestMs.get(topic)));
    }
    rows.each(Family.POSITIONS, this::position);
  }

  /** Checks a tick. Ticks are scanned in reverse order. */
  private void tick(byte[] key, byte[] value) {
    long offset = HistoryKeys.invertedOffset(key);
    long tickMs = Keys.number(value);
    if (!anyTick && tickMs != positions.lastTickMs()) {
      throw VerifiedRows.different(
          Family.TICKS, key, "the last tick, at " + positions.lastTickMs(), "a tick at " + tickMs);
    }
    anyTick = true;
    Optional<RecordSummary> record = rows.record(offset);
    boolean right =
        Arrays.equals(HistoryKeys.tick(offset), key)
            && record.isPresent()
            && record.get().effect() == RecordSummary.Effect.TICKED
            && tickMs <= record.get().recordTimeMs() - HOUR_MS
            && tickMs % MINUTE_MS == 0
            && tickMs < tickAfterMs;
    if (!right) {
      throw VerifiedRows.different(
          Family.TICKS,
          key,
          "a full minute, at least an hour before record "
              + offset
              + ", which must be a tick, and before the next tick",
          "a tick at " + tickMs);
    }
    tickAfterMs = tickMs;
  }

  private void time(byte[] key, byte[] value) {
    if (Arrays.equals(key, HistoryKeys.TRIMMED_TO)) {
      return;
    }
    Topic topic = Topic.values()[key[0]];
    if (Arrays.equals(key, HistoryKeys.latestTime(topic))) {
      latest(topic, key, value);
      return;
    }
    long offset = Keys.number(value);
    long timeMs = HistoryKeys.timeMs(key);
    boolean right =
        offset > offsetBefore.getOrDefault(topic, -1L)
            && offset < next(topic)
            && (topic != Topic.EVENTS || isAt(offset, timeMs));
    if (!right) {
      throw VerifiedRows.different(
          Family.TIMES,
          key,
          "the offset of the first record of %s at %d or later".formatted(topic.suffix(), timeMs),
          "offset " + offset);
    }
    offsetBefore.put(topic, offset);
    latestMs.put(topic, timeMs);
  }

  /**
   * Checks the row with a topic's latest record time, which sorts before the topic's other times.
   * After a trim, it may be the only one left.
   */
  private void latest(Topic topic, byte[] key, byte[] value) {
    VerifiedRows.require(Family.TIMES, key, Keys.number(Keys.number(value)), value);
    rows.requireRow(
        Family.TIMES, HistoryKeys.time(topic, Keys.number(value)), "a row for the latest time");
  }

  private boolean isAt(long offset, long timeMs) {
    return rows.record(offset).filter(record -> record.recordTimeMs() == timeMs).isPresent();
  }

  private long next(Topic topic) {
    return positions.position(topic).map(Position::nextOffset).orElse(0L);
  }

  private void position(byte[] key, byte[] value) {
    if (!Arrays.equals(key, Keys.POSITIONS)) {
      throw VerifiedRows.different(Family.POSITIONS, key, "no row", "a row");
    }
    VerifiedRows.require(Family.POSITIONS, key, positions.encode(), value);
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      positions
          .edge(topic)
          .filter(edge -> edge.size() != next(topic))
          .ifPresent(
              edge -> {
                throw wrongPositions(
                    "a tree of %d records of %s".formatted(next(topic), topic.suffix()),
                    "a tree of %d records".formatted(edge.size()));
              });
    }
  }

  private static DifferentRowException wrongPositions(String expected, String found) {
    return VerifiedRows.different(Family.POSITIONS, Keys.POSITIONS, expected, found);
  }
}
