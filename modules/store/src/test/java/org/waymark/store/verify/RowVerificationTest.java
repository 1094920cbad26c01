package org.waymark.store.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.store.ColdStart;
import org.waymark.store.FoldedRows;
import org.waymark.store.Store;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.Rows;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.StoredRow;

/** Verifies rows that apply has made, and rows that were changed afterwards. */
class RowVerificationTest {
  private static final int LOGS = 60;
  private static final int RECORDS = 120;
  private static final int SAMPLE = 16;

  private static MemoryRows recorded;

  @BeforeAll
  static void fold() throws IOException {
    recorded = FoldedRows.ofRecordedLog();
  }

  private static Positions positions(Rows rows) {
    try (RowSnapshot snapshot = rows.snapshot()) {
      return Positions.decode(snapshot.get(Family.POSITIONS, Keys.POSITIONS).orElseThrow());
    }
  }

  private static Optional<RowDifference> verified(Rows rows) {
    return new RowVerification(rows, FoldedRows.settings())
        .run(positions(rows), 0, (done, total) -> {})
        .difference();
  }

  private static List<StoredRow> all(Rows rows, Family family) {
    List<StoredRow> found = new ArrayList<>();
    try (RowSnapshot snapshot = rows.snapshot()) {
      snapshot.scan(family, Keys.NONE, (key, value) -> found.add(new StoredRow(key, value)));
    }
    return found;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The ways to change a row. */
  enum Change {
    REMOVED {
      @Override
      void of(RowBatch batch, Family family, StoredRow row) {
        batch.delete(family, row.key());
      }
    },
    VALUE_CHANGED {
      @Override
      void of(RowBatch batch, Family family, StoredRow row) {
        byte[] value =
            row.value().length == 0 ? new byte[1] : Arrays.copyOf(row.value(), row.value().length);
        value[value.length - 1] ^= 1;
        batch.put(family, row.key(), value);
      }
    },
    ADDED {
      @Override
      void of(RowBatch batch, Family family, StoredRow row) {
        byte[] key = row.key().clone();
        key[key.length - 1] ^= 1;
        batch.put(family, key, row.value());
      }
    };

    abstract void of(RowBatch batch, Family family, StoredRow row);
  }

  private static MemoryRows changed(Change change, Family family, StoredRow row) {
    MemoryRows copy = recorded.copy();
    try (RowSnapshot snapshot = copy.snapshot()) {
      RowBatch batch = new RowBatch(snapshot);
      change.of(batch, family, row);
      copy.commit(batch);
    }
    return copy;
  }

  @Test
  void rowsOfARecordedLogAreEqual() {
    assertEquals(Optional.empty(), verified(recorded));
    for (Family family : Family.values()) {
      assertTrue(!all(recorded, family).isEmpty(), "no rows in " + family);
    }
  }

  @Test
  void rowsOfRandomLogsAreEqual() {
    for (long seed = 1; seed <= LOGS; seed++) {
      assertEquals(
          Optional.empty(), verified(FoldedRows.ofRandomEvents(seed, RECORDS)), "seed " + seed);
    }
  }

  @Test
  void rowsOfATrimmedHistoryAreEqual() {
    for (long seed = 1; seed <= 8; seed++) {
      MemoryRows rows = FoldedRows.ofRandomEvents(seed, 400);
      try (Store store = FoldedRows.over(rows)) {
        while (store.trimHistory(store.lastTickMs())) {
          // One call forgets a bounded number of records.
        }
      }
      assertTrue(
          Keys.number(all(rows, Family.EVENTS).getFirst().key()) > 0, "trimmed, seed " + seed);
      assertEquals(Optional.empty(), verified(rows), "seed " + seed);
    }
  }

  @Test
  void rowsOfAFoldThatBeganLateAreEqual() {
    for (long seed = 1; seed <= 20; seed++) {
      List<LogRecord> log = FoldedRows.randomEvents(seed, RECORDS);
      int from = RECORDS / 3;
      MemoryRows rows = new MemoryRows();
      try (Store store = FoldedRows.over(rows)) {
        store.begin(new ColdStart(from, log.get(from).recordTimeMs()));
        store.apply(Topic.EVENTS, log.subList(from, RECORDS));
      }
      assertEquals(Optional.empty(), verified(rows), "seed " + seed);
    }
  }

  @Test
  void storeWithoutAnyRecordIsEqual() {
    MemoryRows rows = new MemoryRows();
    try (Store store = FoldedRows.over(rows)) {
      store.begin(ColdStart.FROM_ZERO);
    }
    assertEquals(Optional.empty(), verified(rows));
  }

  /** {@return some rows of the table, from its whole range} */
  private static List<StoredRow> some(Family family) {
    List<StoredRow> all = all(recorded, family);
    int step = Math.max(1, all.size() / SAMPLE);
    return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
  }

  /** Any row that is missing is found, and any added one, whatever its table. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void everyRowOfATableIsMissedAndEveryStrangeOneIsFound(Family family) {
    for (StoredRow row : some(family)) {
      for (Change change : List.of(Change.REMOVED, Change.ADDED)) {
        boolean isOnlyPositions = family == Family.POSITIONS && change == Change.REMOVED;
        boolean replacesARow = change == Change.ADDED && isNeighbour(family, row);
        if (!isOnlyPositions && !replacesARow) {
          assertFound(change, family, row);
        }
      }
    }
  }

  private static boolean isNeighbour(Family family, StoredRow row) {
    byte[] key = row.key().clone();
    key[key.length - 1] ^= 1;
    try (RowSnapshot snapshot = recorded.snapshot()) {
      return snapshot.get(family, key).isPresent();
    }
  }

  private static void assertFound(Change change, Family family, StoredRow row) {
    Optional<RowDifference> found = verified(changed(change, family, row));
    assertTrue(found.isPresent(), () -> "%s in %s at %s".formatted(change, family, hex(row.key())));
  }

  /** A changed value is found in every table; only facts of the log can be changed unnoticed. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void changedValuesAreFoundInEveryTable(Family family) {
    int found = 0;
    for (StoredRow row : some(family)) {
      boolean noticed = verified(changed(Change.VALUE_CHANGED, family, row)).isPresent();
      assertTrue(noticed || isFactOfTheLog(family, row), () -> hex(row.key()));
      found += noticed ? 1 : 0;
    }
    assertTrue(found > 0 || family == Family.POSITIONS, "no change was noticed");
  }

  /** {@return whether the last byte of the value is in no other row} */
  private static boolean isFactOfTheLog(Family family, StoredRow row) {
    byte[] key = row.key();
    return switch (family) {
      // The roots of the trees follow from the hashes of all records.
      case POSITIONS -> true;
      // Bytes are kept only of versions that were stored, and the source of a record nowhere else.
      case HISTORY ->
          key[key.length - Long.BYTES - 1] != 0
              || SegmentChange.decode(key, row.value()).kind() == SegmentChange.Kind.KILLED;
      // A block, a notice or a quarantine that is over or was replaced is kept nowhere else.
      case PAST_ROWS -> key[0] >= 3 && key[0] <= 5 && !(isPresent(key) && isNewest(key));
      case EVENTS -> {
        RecordSummary summary = RecordSummary.decode(row.value());
        yield summary.effect() == RecordSummary.Effect.REVOCATION_KNOWN
            || summary.source().isPresent();
      }
      // The store has no table of the records of the trust topic.
      case TIMES -> key[0] == Topic.TRUST.ordinal();
      default -> false;
    };
  }

  private static boolean isPresent(byte[] pastKey) {
    try (RowSnapshot snapshot = recorded.snapshot()) {
      return snapshot.get(Family.ofKind(pastKey[0]), HistoryKeys.keyOfPastRow(pastKey)).isPresent();
    }
  }

  private static boolean isNewest(byte[] pastKey) {
    ByteString place = ByteString.owning(HistoryKeys.withoutOffset(pastKey));
    return all(recorded, Family.PAST_ROWS).stream()
        .map(StoredRow::key)
        .filter(key -> ByteString.owning(HistoryKeys.withoutOffset(key)).equals(place))
        .findFirst()
        .filter(newest -> Arrays.equals(newest, pastKey))
        .isPresent();
  }

  /** The positions row has no neighbour: its facts are changed one by one. */
  @Test
  void changedPositionsAreFound() {
    Positions right = positions(recorded);
    Position next = right.position(Topic.EVENTS).orElseThrow();
    RowTotals.Totals totals = right.totals();
    List<Long> counts = new ArrayList<>(totals.rows());
    counts.set(0, counts.getFirst() + 1);
    byte[] sum = totals.eventsSum().toBytes();
    sum[31] ^= 1;
    List<Positions> wrong =
        List.of(
            right.with(
                new RowTotals.Totals(ByteString.owning(sum), totals.trustSum(), totals.rows()),
                right.lastTickMs()),
            right.with(
                new RowTotals.Totals(totals.eventsSum(), totals.trustSum(), counts),
                right.lastTickMs()),
            right.with(totals, right.lastTickMs() + 60_000),
            right.with(
                Topic.EVENTS,
                new Position(next.clusterId(), next.topicId(), next.nextOffset() + 1, next.last()),
                right.edge(Topic.EVENTS)),
            right.with(Topic.EVENTS, next, Optional.of(RightEdge.EMPTY)));
    for (Positions one : wrong) {
      MemoryRows copy = recorded.copy();
      try (RowSnapshot snapshot = copy.snapshot()) {
        RowBatch batch = new RowBatch(snapshot);
        batch.put(Family.POSITIONS, Keys.POSITIONS, one.encode());
        copy.commit(batch);
      }
      assertTrue(verified(copy).isPresent(), one.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void differenceNamesTheTable(Family family) {
    boolean named =
        some(family).stream()
            .flatMap(
                row ->
                    Stream.of(Change.values())
                        .filter(change -> family != Family.POSITIONS || change != Change.REMOVED)
                        .map(change -> verified(changed(change, family, row))))
            .flatMap(Optional::stream)
            .anyMatch(difference -> difference.family().equals(family.label()));
    assertTrue(named, "no difference names " + family);
  }

  @Test
  void differenceHasTheExpectedAndTheFoundValue() {
    StoredRow row = all(recorded, Family.BY_FIRST).getFirst();
    RowDifference changed =
        verified(changed(Change.VALUE_CHANGED, Family.BY_FIRST, row)).orElseThrow();
    assertEquals("by-first", changed.family());
    assertEquals(hex(row.key()), changed.key());
    assertEquals(hex(row.value()), changed.expected());
    assertEquals(
        "no row", verified(changed(Change.REMOVED, Family.BY_FIRST, row)).orElseThrow().found());
    StoredRow link = all(recorded, Family.BY_INTERFACE).getFirst();
    assertEquals(
        "no row",
        verified(changed(Change.ADDED, Family.BY_INTERFACE, link)).orElseThrow().expected());
  }
}
