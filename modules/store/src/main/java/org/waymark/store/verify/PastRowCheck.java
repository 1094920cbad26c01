package org.waymark.store.verify;

import java.util.Arrays;
import java.util.Optional;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowReader;

/**
 * Checks the past rows of all kinds except segments. Each past row must follow from its own bytes,
 * and must have been written by an event with that effect. The last past row of each key must agree
 * with the current state.
 */
final class PastRowCheck {
  private final VerifiedRows rows;
  private final Derivation derivation;
  private final RowReader past;
  private final Positions positions;
  private ByteString keyBefore = ByteString.EMPTY;

  PastRowCheck(VerifiedRows rows, Derivation derivation, RowReader past, Positions positions) {
    this.rows = rows;
    this.derivation = derivation;
    this.past = past;
    this.positions = positions;
  }

  void run() {
    rows.each(Family.PAST_ROWS, this::row);
  }

  private void row(byte[] pastKey, byte[] value) {
    Family family = Family.ofKind(pastKey[0]);
    byte[] key = HistoryKeys.keyOfPastRow(pastKey);
    Row row = RowCodec.decode(rows.others(), family, key, value);
    Derivation.TableRow derived = Derivation.encoded(family, derivation.ofBytes(row));
    if (!Arrays.equals(derived.key(), key)) {
      throw VerifiedRows.different(
          Family.PAST_ROWS, pastKey, "no row, because its value has another key", "a row");
    }
    VerifiedRows.require(Family.PAST_ROWS, pastKey, derived.value(), value);
    requireEvent(pastKey, HistoryKeys.invertedOffset(pastKey), family, row);
    present(family, pastKey, key);
  }

  private void requireEvent(byte[] pastKey, long offset, Family family, Row row) {
    boolean right =
        switch (row) {
          case Row.Segment segment -> false;
          case Row.Trust trust -> offset < next(Topic.TRUST);
          case Row.Revocation revocation ->
              revocation.offset() == offset
                  && isEvent(offset, RecordSummary.Effect.REVOKED, pastKey);
          case Row.InterfaceDown down ->
              isEvent(offset, RecordSummary.Effect.INTERFACE_DOWN, pastKey);
          case Row.Block block -> isEvent(offset, RecordSummary.Effect.BLOCKED, pastKey);
          case Row.Quarantine quarantine ->
              quarantine.offset() == offset && isQuarantine(quarantine);
        };
    if (!right) {
      throw VerifiedRows.different(
          Family.PAST_ROWS,
          pastKey,
          "no row, because record %d put no such row of %s".formatted(offset, family.label()),
          "a row");
    }
  }

  /** {@return whether the record had this effect on the subject at the beginning of the key} */
  private boolean isEvent(long offset, RecordSummary.Effect effect, byte[] pastKey) {
    Optional<RecordSummary> record = rows.record(offset);
    if (record.isEmpty() || record.get().effect() != effect) {
      return false;
    }
    byte[] subject = record.get().subject();
    return Arrays.equals(subject, 0, subject.length, pastKey, 1, 1 + subject.length);
  }

  private boolean isQuarantine(Row.Quarantine quarantine) {
    return rows.record(quarantine.offset())
        .filter(record -> record.effect() == RecordSummary.Effect.QUARANTINED)
        .filter(record -> record.recordTimeMs() == quarantine.recordTimeMs())
        .isPresent();
  }

  private long next(Topic topic) {
    return positions.position(topic).map(Position::nextOffset).orElse(0L);
  }

  /** Checks that the current row agrees with the last past row of the same key. */
  private void present(Family family, byte[] pastKey, byte[] key) {
    ByteString withoutOffset = ByteString.owning(HistoryKeys.withoutOffset(pastKey));
    if (!withoutOffset.equals(keyBefore)) {
      keyBefore = withoutOffset;
      VerifiedRows.require(family, key, past.get(family, key), rows.get(family, key));
    }
  }
}
