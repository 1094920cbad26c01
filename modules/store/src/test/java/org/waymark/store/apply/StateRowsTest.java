package org.waymark.store.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SIX_HOURS;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.segment;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Records;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowHash;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredSegment;

/** Tests that the caches stay consistent with the rows, and do not grow without bound. */
class StateRowsTest {
  private static final Hop CORE = hop("1-1", 0, 1);
  private static final Hop LEAF = hop("1-11", 1, 0);
  private static final PathSegment SEGMENT = segment(NOW_S, SIX_HOURS, CORE, LEAF);
  private static final StoredSegment STORED = new StoredSegment(SEGMENT, SegmentType.UP, NOW_MS, 3);
  private static final byte[] KEY = Keys.segment(STORED.key());

  private final MemoryRows rows = new MemoryRows();
  private final RevokedRoots revoked = RevokedRoots.of(rows.latest());
  private final RecentHeads recent = new RecentHeads(RowTotals.Totals.NONE);
  private final RowBatch batch = new RowBatch(rows.latest());
  private final StateRows state = over(batch, revoked, recent);

  private static StateRows over(RowBatch batch, RevokedRoots revoked, RecentHeads recent) {
    return new StateRows(
        batch,
        new RowTotals(RowTotals.Totals.NONE),
        new RowEnds(0),
        new RowHash(),
        revoked,
        recent,
        new HistoryWriter(batch, Topic.EVENTS));
  }

  private static Row.Revocation revocation(Hop of) {
    return new Row.Revocation(
        of.ia(),
        1,
        of.root(),
        ProofSide.NEXT,
        Records.TREE_TTL_S,
        0,
        NOW_MS,
        0,
        SegmentFormat.CAPNP,
        ByteString.EMPTY);
  }

  private void store() {
    SegmentValue value = SegmentValue.of(SEGMENT, NOW_MS, STORED.offset());
    state.putSegment(STORED.key(), KEY, SEGMENT, value, Optional.empty());
  }

  @Test
  void segmentMayBeRevokedWhileARevocationUnderAnyOfItsRootsIsStored() {
    assertFalse(state.mayBeRevoked(SEGMENT));
    for (Hop revokedHop : SEGMENT.hops()) {
      Row.Revocation row = revocation(revokedHop);
      state.put(Family.REVOCATIONS, row);
      // The row is counted once however often it is prolonged.
      state.put(Family.REVOCATIONS, row);
      assertTrue(state.mayBeRevoked(SEGMENT));
      assertFalse(state.mayBeRevoked(segment(NOW_S, SIX_HOURS, hop("1-2", 0, 1))));
      state.remove(Family.REVOCATIONS, RowCodec.key(row));
      assertFalse(state.mayBeRevoked(SEGMENT));
    }
  }

  @Test
  void rootsAreThoseOfTheRowsWhenAStoreIsOpened() {
    state.put(Family.REVOCATIONS, revocation(CORE));
    state.put(Family.REVOCATIONS, revocation(LEAF));
    rows.commit(batch);
    RevokedRoots again = RevokedRoots.of(rows.latest());
    assertTrue(again.mayHold(CORE.root()));
    assertTrue(again.mayHold(LEAF.root()));
  }

  @Test
  void versionThatWasPutIsRememberedUntilItIsRemoved() {
    assertEquals(Optional.empty(), state.segment(KEY));
    store();
    assertEquals(3, recent.get(KEY).orElseThrow().offset());
    state.removeSegment(KEY, state.segment(KEY).orElseThrow());
    assertTrue(recent.get(KEY).isEmpty());
    assertTrue(state.segment(KEY).isEmpty());
  }

  @Test
  void versionThatWasReadIsRemembered() {
    store();
    rows.commit(batch);
    RecentHeads none = new RecentHeads(state.totals());
    StateRows later = over(new RowBatch(rows.latest()), revoked, none);
    assertTrue(none.get(KEY).isEmpty());
    assertEquals(3, later.segment(KEY).orElseThrow().offset());
    assertEquals(3, none.get(KEY).orElseThrow().offset());
    assertEquals(3, later.segment(KEY).orElseThrow().offset());
  }

  @Test
  void versionThatTheCacheHadNoRoomForIsRead() {
    RecentHeads full = new RecentHeads(RowTotals.Totals.NONE, 0);
    StateRows without = over(batch, revoked, full);
    SegmentValue value = SegmentValue.of(SEGMENT, NOW_MS, STORED.offset());
    without.putSegment(STORED.key(), KEY, SEGMENT, value, Optional.empty());
    assertTrue(full.get(KEY).isEmpty());
    assertEquals(3, without.segment(KEY).orElseThrow().offset());
  }

  @Test
  void noVersionIsReadWhileAllAreCached() {
    store();
    rows.commit(batch);
    // A row that was written past the cache shows that the rows are not read.
    StateRows unread = over(new RowBatch(rows.latest()), revoked, recent);
    recent.remove(KEY);
    assertEquals(Optional.empty(), unread.segment(KEY));
  }
}
