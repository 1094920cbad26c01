package org.waymark.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.log.LastRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.row.Family;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.StoredRow;

/**
 * Checks the events: their offsets are consecutive up to the position, and for each event, the
 * other tables contain the rows that follow from its effect. Also checks the table {@code times},
 * which contains the record times that exceed all earlier ones.
 */
final class EventCheck {
  private final VerifiedRows rows;
  private final Derivation derivation;
  private final Positions positions;
  private final boolean trimmed;
  private long expected = -1;
  private long latestMs = Long.MIN_VALUE;

  /** Whether the latest record time before the next event is known. */
  private boolean latestKnown;

  private long lastRecordTimeMs = Long.MIN_VALUE;

  EventCheck(VerifiedRows rows, Derivation derivation, Positions positions) {
    this.rows = rows;
    this.derivation = derivation;
    this.positions = positions;
    trimmed = rows.get(Family.TIMES, HistoryKeys.TRIMMED_TO).isPresent();
    latestKnown = !trimmed;
  }

  void run() {
    rows.each(Family.EVENTS, this::event);
    requireEnd();
  }

  private void event(byte[] key, byte[] value) {
    long offset = Keys.number(key);
    requireNext(key, offset);
    RecordSummary record = RecordSummary.decode(value);
    VerifiedRows.require(Family.EVENTS, key, record.encode(), value);
    time(key, offset, record.recordTimeMs());
    requireEffect(key, offset, record);
    lastRecordTimeMs = record.recordTimeMs();
  }

  private void requireNext(byte[] key, long offset) {
    boolean first = expected < 0;
    boolean fromZero = positions.start() instanceof FoldStart.FromZero && !trimmed;
    if (first && fromZero && offset != 0 || !first && offset != expected) {
      throw VerifiedRows.different(
          Family.EVENTS,
          Keys.number(first ? 0 : expected),
          "a row for each record that was applied",
          "no row; the next one is that of record " + offset);
    }
    expected = offset + 1;
  }

  private void requireEnd() {
    Optional<Position> position = positions.position(Topic.EVENTS);
    long next = position.map(Position::nextOffset).orElse(0L);
    if (expected >= 0 && expected != next) {
      throw VerifiedRows.different(
          Family.EVENTS,
          Keys.number(Math.min(expected, next)),
          "rows up to record " + (next - 1),
          "rows up to record " + (expected - 1));
    }
    boolean none = expected < 0 && positions.start() instanceof FoldStart.FromZero && !trimmed;
    if (none && next > 0) {
      throw VerifiedRows.different(
          Family.EVENTS, Keys.number(0), "rows up to record " + (next - 1), "no rows");
    }
    LastRecord last = position.map(Position::last).orElse(LastRecord.NONE);
    if (expected >= 0 && last.isPresent() && last.recordTimeMs() != lastRecordTimeMs) {
      throw VerifiedRows.different(
          Family.EVENTS,
          Keys.number(next - 1),
          "record time " + last.recordTimeMs(),
          "record time " + lastRecordTimeMs);
    }
  }

  private void time(byte[] key, long offset, long recordTimeMs) {
    byte[] row = HistoryKeys.time(Topic.EVENTS, recordTimeMs);
    Optional<byte[]> found = rows.get(Family.TIMES, row);
    boolean points = found.isPresent() && Keys.number(found.get()) == offset;
    if (latestKnown && recordTimeMs > latestMs && !points) {
      VerifiedRows.require(Family.TIMES, row, Optional.of(key), found);
    }
    if (points && latestKnown && recordTimeMs <= latestMs) {
      throw VerifiedRows.different(
          Family.TIMES, row, "no row, because an earlier record is not earlier in time", "a row");
    }
    if (points || latestKnown) {
      latestKnown = true;
      latestMs = Math.max(latestMs, recordTimeMs);
    }
  }

  private void requireEffect(byte[] key, long offset, RecordSummary record) {
    byte[] subject = record.subject();
    switch (record.effect()) {
      case ADDED, REPLACED -> {
        requireChange(subject, true, offset);
        rows.requireRow(Family.BYTES, key, "the bytes of the segment");
      }
      case IGNORED, KILLED_ON_ARRIVAL -> requireChange(subject, false, offset);
      case QUARANTINED -> {
        if (record.isOfSegment()) {
          requireChange(subject, false, offset);
        }
        requirePast(Family.QUARANTINE, key, offset);
      }
      case REVOKED -> requireRevocation(subject, offset);
      case BLOCKED -> requirePast(Family.BLOCKS, subject, offset);
      case INTERFACE_DOWN -> requirePast(Family.INTERFACE_DOWN, subject, offset);
      case TICKED ->
          rows.requireRow(Family.TICKS, HistoryKeys.tick(offset), "the time of the tick");
      case REVOCATION_KNOWN, TICK_IDLE, LEFT_OUT, RENEWAL_IGNORED -> {}
    }
  }

  private void requireChange(byte[] segment, boolean ofState, long offset) {
    rows.requireRow(
        Family.HISTORY, HistoryKeys.change(segment, ofState, offset), "a change of the path");
  }

  private void requirePast(Family family, byte[] key, long offset) {
    rows.requireRow(
        Family.PAST_ROWS, HistoryKeys.pastRow(family, key, offset), "the row that it put");
  }

  /**
   * Checks that a revocation wrote a row for each side that had no stored revocation with the same
   * or a later expiration time.
   */
  private void requireRevocation(byte[] subject, long offset) {
    List<Row.Revocation> put = new ArrayList<>();
    byte[] prefix = HistoryKeys.pastRow(Family.REVOCATIONS, subject);
    rows.scan(
        Family.PAST_ROWS,
        prefix,
        (key, value) -> {
          if (HistoryKeys.invertedOffset(key) == offset) {
            put.add(RowCodec.revocation(HistoryKeys.keyOfPastRow(key), value));
          }
          return put.isEmpty();
        });
    if (put.isEmpty()) {
      throw VerifiedRows.different(
          Family.PAST_ROWS, prefix, "a row of the revocation in record " + offset, "no row");
    }
    derivation.sides(put.getFirst()).forEach(side -> requireSide(side, offset));
  }

  private void requireSide(Row.Revocation side, long offset) {
    byte[] key = RowCodec.key(side);
    byte[] expectedKey = HistoryKeys.pastRow(Family.REVOCATIONS, key, offset);
    Optional<StoredRow> found =
        rows.firstFrom(Family.PAST_ROWS, expectedKey, HistoryKeys.pastRow(Family.REVOCATIONS, key));
    boolean right =
        found
            .map(
                row ->
                    HistoryKeys.invertedOffset(row.key()) == offset
                        || Keys.number(row.value()) >= side.expiryMs())
            .orElse(trimmed);
    if (!right) {
      VerifiedRows.require(
          Family.PAST_ROWS, expectedKey, Optional.of(RowCodec.value(side)), Optional.empty());
    }
  }
}
