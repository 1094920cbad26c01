package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleHalf;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.fixtures.oracle.OracleRow;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/** Compares a store with the oracle: rows, digest, and query results at every relevant time. */
final class ApplyComparison {
  private static final List<IsdAs> ENDS =
      List.of(
          SmallWorld.CORE,
          SmallWorld.LEAF,
          SmallWorld.CORE.wildcard(),
          SmallWorld.TRANSIT.wildcard(),
          IsdAs.NONE);

  private ApplyComparison() {}

  /**
   * @throws AssertionError if rows, digest or query results differ from the oracle's
   */
  static void same(Oracle oracle, Store store) {
    try (ReadView view = store.view()) {
      sameRows(oracle, view);
      assertEquals(view.digest(Topic.EVENTS), store.digest(Topic.EVENTS), "digest beside a view");
      sameAnswers(oracle, view);
    }
  }

  /**
   * @throws AssertionError if rows or digest differ from the oracle's
   */
  static void sameRows(Oracle oracle, Store store) {
    try (ReadView view = store.view()) {
      sameRows(oracle, view);
    }
  }

  /**
   * Compares the rows, and two digests: the one in the positions row, and one recomputed from the
   * rows.
   */
  static void sameRows(Oracle oracle, ReadView view) {
    List<OracleRow> expected = oracle.state().rows();
    List<OracleRow> actual =
        view.rows(Topic.EVENTS).stream().map(StoredOracleRow::of).sorted().toList();
    if (!expected.equals(actual)) {
      assertEquals(text(expected), text(actual), "rows");
    }
    StateDigest digest = view.digest(Topic.EVENTS);
    assertEquals(OracleRow.sum(expected), digest.sum(), "digest of " + expected);
    assertEquals(expected.size(), digest.rows(), "number of rows");
    assertEquals(oracle.state().lastTickMs, digest.lastTickMs(), "last tick of the digest");
    assertEquals(oracle.state().lastTickMs, view.lastTickMs(), "last tick");
    assertEquals(digest, view.recomputeDigest(Topic.EVENTS), "recomputed digest");
  }

  /** Compares all paths at every time, and in turn those between two ends. */
  private static void sameAnswers(Oracle oracle, ReadView view) {
    OracleState state = oracle.state();
    int turn = state.rowCount();
    for (long clockMs : OracleAnswers.clocks(state)) {
      for (SegmentType type : SegmentType.values()) {
        IsdAs first = ENDS.get(turn % ENDS.size());
        IsdAs last = ENDS.get(turn / ENDS.size() % ENDS.size());
        turn++;
        sameAnswer(state, view, new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE), clockMs, 100);
        sameAnswer(state, view, new SegmentQuery(type, first, last), clockMs, 1 + turn % 3);
      }
      assertEquals(
          OracleAnswers.liveKeys(state, SmallWorld.CORE, SmallWorld.LEAF, clockMs),
          view.liveKeys(SmallWorld.CORE, SmallWorld.LEAF, clockMs, 1_000),
          "live keys between two ASes at " + clockMs);
      assertEquals(
          OracleAnswers.liveKeys(state, IsdAs.NONE, SmallWorld.LEAF, clockMs),
          view.liveKeys(IsdAs.NONE, SmallWorld.LEAF, clockMs, 1_000),
          "live keys to an AS at " + clockMs);
    }
    sameRevocations(state, view);
  }

  private static void sameAnswer(
      OracleState state, ReadView view, SegmentQuery query, long clockMs, int limit) {
    List<Long> expected =
        OracleAnswers.answer(state, query.type(), query.first(), query.last(), clockMs, limit);
    List<Long> actual =
        view.segments(query, clockMs, limit).stream().map(StoredSegment::offset).toList();
    if (!expected.equals(actual)) {
      assertEquals(expected, actual, query + " at " + clockMs + ", limit " + limit);
    }
  }

  private static void sameRevocations(OracleState state, ReadView view) {
    for (OracleState.RevocationRow row : state.revocations) {
      long found =
          view.revocations(row.ia(), row.interfaceId()).stream()
              .filter(
                  s ->
                      s.connectedRoot().equals(row.connectedRoot())
                          && s.side() == side(row)
                          && s.expiryMs() == row.expiryMs()
                          && s.offset() == row.offset()
                          && s.bytes().equals(row.bytes()))
              .count();
      assertTrue(found >= 1, () -> "no " + row + " among " + row.ia() + "'s revocations");
    }
  }

  private static ProofSide side(OracleState.RevocationRow row) {
    return row.side() == OracleHalf.NEXT ? ProofSide.NEXT : ProofSide.PREVIOUS;
  }

  /**
   * @throws AssertionError if the store reports an effect of a record that the written rules do not
   *     allow
   */
  static void sameOutcome(OracleOutcome expected, Applied actual) {
    boolean same =
        switch (expected) {
          case OracleOutcome.Added() -> actual instanceof Applied.Added;
          case OracleOutcome.Replaced(long old) ->
              actual instanceof Applied.Replaced a && a.oldOffset() == old;
          case OracleOutcome.Ignored(long by) ->
              actual instanceof Applied.Ignored a && a.byOffset() == by;
          case OracleOutcome.KilledOnArrival killed ->
              actual instanceof Applied.KilledOnArrival a
                  && killed.byAnyOf().contains(a.byOffset());
          case OracleOutcome.Revoked revoked ->
              actual instanceof Applied.Revoked a && killed(a).equals(revoked.killed());
          case OracleOutcome.RevocationKnown() -> actual instanceof Applied.RevocationKnown;
          case OracleOutcome.Ticked(int removed) ->
              actual instanceof Applied.Ticked a && a.rowsRemoved() == removed;
          case OracleOutcome.TickIdle() -> actual instanceof Applied.TickIdle;
          case OracleOutcome.Blocked() -> actual instanceof Applied.Blocked;
          case OracleOutcome.RenewalIgnored() -> actual instanceof Applied.RenewalIgnored;
          case OracleOutcome.InterfaceDown() -> actual instanceof Applied.InterfaceDown;
          case OracleOutcome.Quarantined(int code) ->
              actual instanceof Applied.Quarantined a && a.reason().number() == code;
        };
    assertTrue(same, () -> "expected " + expected + ", the store says " + actual);
  }

  private static TreeSet<String> killed(Applied.Revoked revoked) {
    return revoked.killed().stream()
        .map(
            version ->
                version.key().format().number()
                    + "/"
                    + version.key().type().number()
                    + "/"
                    + version.key().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(List<OracleRow> rows) {
    return rows.stream().map(OracleRow::text).collect(Collectors.joining("\n"));
  }
}
