package org.waymark.store.verify;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.VersionBytes;

/**
 * Checks the history rows of segments: the changes, the indexes by end and by interface, the kills,
 * and the bytes of versions.
 */
final class ChangeCheck {
  private final VerifiedRows rows;
  private final Derivation derivation;
  private final RowReader past;
  private final HistoryView history;
  private ByteString segmentBefore = ByteString.EMPTY;

  /**
   * @param past the state rows according to the history
   */
  ChangeCheck(VerifiedRows rows, Derivation derivation, RowReader past, HistoryView history) {
    this.rows = rows;
    this.derivation = derivation;
    this.past = past;
    this.history = history;
  }

  void run() {
    rows.each(Family.BYTES, this::bytes);
    rows.each(Family.HISTORY, this::change);
    rows.each(Family.KILLS, this::kill);
    rows.each(Family.COVERS, this::cover);
    rows.each(Family.PAST_BY_END, this::byEnd);
    rows.each(Family.PAST_BY_INTERFACE, this::byInterface);
  }

  /**
   * Checks that the bytes of a version belong to a record that stored the version, and contain its
   * record time.
   */
  private void bytes(byte[] key, byte[] value) {
    Optional<RecordSummary> record = rows.record(Keys.number(key));
    if (record.isEmpty() || !record.get().effect().changesState()) {
      throw VerifiedRows.different(
          Family.BYTES, key, "no row, because the record stored no segment", "a row");
    }
    if (Keys.number(value) != record.get().recordTimeMs()) {
      throw VerifiedRows.different(
          Family.BYTES,
          key,
          "record time " + record.get().recordTimeMs(),
          "record time " + Keys.number(value));
    }
    VersionBytes version = VersionBytes.find(rows.others(), Keys.number(key)).orElseThrow();
    derivation.segment(record.get().subject(), Keys.number(key), version);
  }

  private void change(byte[] key, byte[] value) {
    byte[] segment = HistoryKeys.segmentOfChange(key);
    SegmentChange change = SegmentChange.decode(key, value);
    VerifiedRows.require(Family.HISTORY, key, change.encode(), value);
    byte[] expectedKey = HistoryKeys.change(segment, change.kind().isOfState(), change.offset());
    if (!Arrays.equals(expectedKey, key)) {
      throw VerifiedRows.different(
          Family.HISTORY, key, "no change of kind " + change.kind(), "a change of that kind");
    }
    present(segment);
    if (change.kind() == SegmentChange.Kind.KILLED) {
      rows.require(Family.KILLS, HistoryKeys.ofRecord(change.offset(), segment), Keys.NONE);
    } else {
      carried(key, segment, change);
    }
    cause(key, segment, change);
    if (change.kind() == SegmentChange.Kind.ADDED || change.kind() == SegmentChange.Kind.REPLACED) {
      cover(segment, change);
    }
  }

  /**
   * Checks that a version of the path is stored now exactly if this follows from the last change of
   * the path.
   */
  private void present(byte[] segment) {
    ByteString path = ByteString.of(segment);
    if (!path.equals(segmentBefore)) {
      segmentBefore = path;
      VerifiedRows.require(
          Family.SEGMENTS,
          segment,
          past.get(Family.SEGMENTS, segment),
          rows.get(Family.SEGMENTS, segment));
    }
  }

  /**
   * Checks the version that a record contained against the bytes of the segment, the event in the
   * log, and the entries of the index.
   */
  private void carried(byte[] key, byte[] segment, SegmentChange change) {
    SegmentValue version =
        change.version().orElseThrow(() -> new IllegalStateException("the change has no version"));
    if (change.kind().isOfState()) {
      VersionBytes bytes = VersionBytes.of(rows.others(), change.offset());
      SegmentValue derived = derivation.segment(segment, change.offset(), bytes);
      VerifiedRows.require(Family.HISTORY, key, derived.array(), version.array());
      interfaces(version, segment)
          .forEach(row -> rows.require(Family.PAST_BY_INTERFACE, row.toBytes(), Keys.NONE));
    }
    if (version.offset() != change.offset()) {
      throw VerifiedRows.different(
          Family.HISTORY,
          key,
          "the version of record " + change.offset(),
          "the version of record " + version.offset());
    }
    RecordSummary event =
        change.kind().isOfState()
            ? RecordSummary.ofVersion(effect(change.kind()), segment, version)
            : RecordSummary.of(version.recordTimeMs(), effect(change.kind()), segment);
    rows.require(Family.EVENTS, Keys.number(change.offset()), event.encode());
    SegmentKey path = Keys.segment(segment);
    HistoryKeys.pastByEnds(path, version.hops())
        .forEach(end -> rows.require(Family.PAST_BY_END, end, Keys.NONE));
  }

  private static RecordSummary.Effect effect(SegmentChange.Kind kind) {
    return switch (kind) {
      case ADDED -> RecordSummary.Effect.ADDED;
      case REPLACED -> RecordSummary.Effect.REPLACED;
      case KILLED -> RecordSummary.Effect.REVOKED;
      case IGNORED -> RecordSummary.Effect.IGNORED;
      case KILLED_ON_ARRIVAL -> RecordSummary.Effect.KILLED_ON_ARRIVAL;
      case QUARANTINED -> RecordSummary.Effect.QUARANTINED;
    };
  }

  /**
   * Checks the record that a change names as its cause, if the history still contains that record.
   */
  private void cause(byte[] key, byte[] segment, SegmentChange change) {
    long cause = change.cause();
    boolean right =
        switch (change.kind()) {
          case ADDED -> cause == SegmentChange.NONE && stored(segment, change).isEmpty();
          case REPLACED, IGNORED ->
              isForgotten(cause) || stored(segment, change).equals(Optional.of(cause));
          case KILLED -> cause == change.offset() && isEffect(cause, RecordSummary.Effect.REVOKED);
          case KILLED_ON_ARRIVAL ->
              isForgotten(cause) || isEffect(cause, RecordSummary.Effect.REVOKED);
          case QUARANTINED ->
              history
                  .quarantine(change.offset())
                  .filter(row -> row.reason().number() == cause)
                  .isPresent();
        };
    if (!right) {
      throw VerifiedRows.different(
          Family.HISTORY,
          key,
          "a change of kind %s whose cause agrees with the records before it"
              .formatted(change.kind()),
          "cause " + cause);
    }
  }

  /** {@return the offset of the version that was stored before the change} */
  private Optional<Long> stored(byte[] segment, SegmentChange change) {
    return storedVersion(segment, change).map(SegmentValue::offset);
  }

  private Optional<SegmentValue> storedVersion(byte[] segment, SegmentChange change) {
    return history.versions(change.offset()).of(Keys.segment(segment));
  }

  /**
   * Checks that a version is recorded as the first of a period of coverage exactly if no version
   * was still valid when it was stored.
   */
  private void cover(byte[] segment, SegmentChange change) {
    byte[] key = HistoryKeys.ofRecord(change.offset(), segment);
    boolean begins =
        storedVersion(segment, change)
            .filter(old -> history.nextAt(Topic.EVENTS, old.endMs()) > change.offset())
            .isEmpty();
    boolean isKnown = change.kind() == SegmentChange.Kind.ADDED || !isForgotten(change.cause());
    if (isKnown) {
      VerifiedRows.require(
          Family.COVERS,
          key,
          begins ? Optional.of(Keys.NONE) : Optional.empty(),
          rows.get(Family.COVERS, key));
    }
  }

  private void cover(byte[] key, byte[] value) {
    VerifiedRows.require(Family.COVERS, key, Keys.NONE, value);
    byte[] change = HistoryKeys.change(HistoryKeys.segmentOfRecord(key), true, Keys.number(key));
    boolean stored = rows.get(Family.HISTORY, change).flatMap(SegmentChange::version).isPresent();
    if (!stored) {
      throw VerifiedRows.different(
          Family.COVERS, key, "no row, because the record stored no version of the path", "a row");
    }
  }

  private boolean isForgotten(long offset) {
    return offset < history.first();
  }

  private boolean isEffect(long offset, RecordSummary.Effect effect) {
    return rows.record(offset).filter(record -> record.effect() == effect).isPresent();
  }

  private void kill(byte[] key, byte[] value) {
    VerifiedRows.require(Family.KILLS, key, Keys.NONE, value);
    byte[] segment = HistoryKeys.segmentOfRecord(key);
    byte[] change = HistoryKeys.change(segment, true, Keys.number(key));
    boolean killed =
        rows.get(Family.HISTORY, change)
            .map(row -> SegmentChange.decode(change, row).kind())
            .filter(kind -> kind == SegmentChange.Kind.KILLED)
            .isPresent();
    if (!killed) {
      throw VerifiedRows.different(
          Family.KILLS, key, "no row, because the record did not kill the path", "a row");
    }
  }

  private void byEnd(byte[] key, byte[] value) {
    VerifiedRows.require(Family.PAST_BY_END, key, Keys.NONE, value);
    SegmentKey path = Keys.segmentOfEnd(HistoryKeys.keyOfPastByEnd(key));
    boolean[] found = {false};
    rows.scan(
        Family.HISTORY,
        Keys.segment(path),
        (change, row) -> {
          found[0] =
              SegmentChange.decode(change, row).version().stream()
                  .flatMap(version -> HistoryKeys.pastByEnds(path, version.hops()).stream())
                  .anyMatch(end -> Arrays.equals(end, key));
          return !found[0];
        });
    requireUsed(Family.PAST_BY_END, key, found[0]);
  }

  private void byInterface(byte[] key, byte[] value) {
    VerifiedRows.require(Family.PAST_BY_INTERFACE, key, Keys.NONE, value);
    byte[] segment = HistoryKeys.segmentOfPastByInterface(key);
    ByteString row = ByteString.of(key);
    boolean[] found = {false};
    rows.scan(
        Family.HISTORY,
        HistoryKeys.changes(segment, true),
        (change, stored) -> {
          found[0] =
              SegmentChange.decode(change, stored).version().stream()
                  .anyMatch(version -> interfaces(version, segment).contains(row));
          return !found[0];
        });
    requireUsed(Family.PAST_BY_INTERFACE, key, found[0]);
  }

  private static void requireUsed(Family family, byte[] key, boolean used) {
    if (!used) {
      throw VerifiedRows.different(
          family, key, "no row, because no change has such a version", "a row");
    }
  }

  private static Set<ByteString> interfaces(SegmentValue version, byte[] segment) {
    Set<ByteString> found = new HashSet<>();
    for (List<Hop> hops : List.of(version.hops(), version.peers())) {
      for (Hop hop : hops) {
        Stream.of(hop.ingress(), hop.egress())
            .filter(id -> id != 0)
            .map(id -> HistoryKeys.pastByInterface(hop.ia(), id, segment))
            .map(ByteString::of)
            .forEach(found::add);
      }
    }
    return found;
  }
}
