package org.waymark.store.verify;

import java.util.Arrays;
import java.util.Optional;
import org.waymark.log.Topic;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowHash;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.VersionBytes;
import org.waymark.wire.event.RowKind;

/**
 * Checks the state rows. Each row must follow from its own bytes and from the history, and must
 * have its entries in the indexes and in the table {@code ends}. All rows together must have the
 * digest and the counts in the positions row. Conversely, each index entry and each row of {@code
 * ends} must belong to a state row.
 */
final class StateCheck {
  private final VerifiedRows rows;
  private final Derivation derivation;
  private final RowReader past;
  private final Positions positions;
  private final RowTotals totals = new RowTotals(RowTotals.Totals.NONE);
  private final RowHash hash = new RowHash();

  /**
   * @param past the state rows according to the history
   */
  StateCheck(VerifiedRows rows, Derivation derivation, RowReader past, Positions positions) {
    this.rows = rows;
    this.derivation = derivation;
    this.past = past;
    this.positions = positions;
  }

  void run() {
    for (RowKind kind : RowKind.values()) {
      Family family = Family.ofKind(kind);
      rows.each(
          family,
          (key, value) -> {
            if (kind == RowKind.SEGMENT) {
              segment(key, value);
            } else {
              other(family, key, value);
            }
          });
    }
    requireTotals();
    rows.each(Family.BY_FIRST, (key, value) -> index(Family.BY_FIRST, key, value));
    rows.each(Family.BY_LAST, (key, value) -> index(Family.BY_LAST, key, value));
    rows.each(Family.BY_INTERFACE, (key, value) -> index(Family.BY_INTERFACE, key, value));
    rows.each(Family.ENDS, this::end);
  }

  private void segment(byte[] key, byte[] value) {
    SegmentValue version = new SegmentValue(value);
    VerifiedRows.require(Family.SEGMENTS, key, past.get(Family.SEGMENTS, key), Optional.of(value));
    Optional<VersionBytes> bytes = VersionBytes.find(rows.others(), version.offset());
    if (bytes.isEmpty()) {
      throw VerifiedRows.different(
          Family.BYTES, Keys.number(version.offset()), "the bytes of a stored segment", "no row");
    }
    SegmentValue derived = derivation.segment(key, version.offset(), bytes.get());
    VerifiedRows.require(Family.SEGMENTS, key, derived.array(), value);
    derivation
        .indexes(key, version)
        .forEach(row -> rows.require(row.family(), row.key(), row.value()));
    Row row = RowCodec.decode(rows.others(), Family.SEGMENTS, key, value);
    requireEnd(Family.SEGMENTS, key, row);
    totals.add(RowKind.SEGMENT, hash.segment(key, version));
  }

  private void other(Family family, byte[] key, byte[] value) {
    VerifiedRows.require(family, key, past.get(family, key), Optional.of(value));
    Row row = RowCodec.decode(rows.others(), family, key, value);
    requireDerived(family, key, value, row);
    requireEnd(family, key, row);
    totals.add(family.kind(), hash.of(row));
  }

  private void requireDerived(Family family, byte[] key, byte[] value, Row row) {
    Derivation.TableRow derived = Derivation.encoded(family, derivation.ofBytes(row));
    if (!Arrays.equals(derived.key(), key)) {
      throw new DifferentRowException(
          RowDifference.of(family, key, Optional.empty(), Optional.of(value)));
    }
    VerifiedRows.require(family, key, derived.value(), value);
  }

  private void requireEnd(Family family, byte[] key, Row row) {
    derivation
        .end(family, key, row)
        .ifPresent(end -> rows.require(Family.ENDS, end.key(), end.value()));
  }

  private void requireTotals() {
    Positions derived = positions.with(totals.totals(), positions.lastTickMs());
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      requireDigest(topic, derived.digest(topic), positions.digest(topic));
    }
    VerifiedRows.require(Family.POSITIONS, Keys.POSITIONS, derived.encode(), positions.encode());
  }

  private static void requireDigest(Topic topic, StateDigest expected, StateDigest found) {
    if (!expected.equals(found)) {
      throw VerifiedRows.different(
          Family.POSITIONS,
          Keys.POSITIONS,
          "digest of %s %s of %d rows"
              .formatted(topic.suffix(), expected.sum().hex(), expected.rows()),
          "digest of %s %s of %d rows".formatted(topic.suffix(), found.sum().hex(), found.rows()));
    }
  }

  private void index(Family family, byte[] key, byte[] value) {
    byte[] segment =
        family == Family.BY_INTERFACE
            ? Keys.segmentOfInterface(key)
            : Keys.segment(Keys.segmentOfEnd(key));
    Optional<byte[]> expected =
        rows.get(Family.SEGMENTS, segment).map(SegmentValue::new).stream()
            .flatMap(version -> derivation.indexes(segment, version).stream())
            .filter(row -> row.family() == family && Arrays.equals(row.key(), key))
            .map(Derivation.TableRow::value)
            .findFirst();
    VerifiedRows.require(family, key, expected, Optional.of(value));
  }

  private void end(byte[] key, byte[] value) {
    Family family = Keys.endFamily(key);
    byte[] owner = Keys.endKey(key);
    Optional<byte[]> expected =
        rows.get(family, owner)
            .map(row -> RowCodec.decode(rows.others(), family, owner, row))
            .flatMap(row -> derivation.end(family, owner, row))
            .filter(end -> Arrays.equals(end.key(), key))
            .map(Derivation.TableRow::value);
    VerifiedRows.require(Family.ENDS, key, expected, Optional.of(value));
  }
}
