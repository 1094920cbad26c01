package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.waymark.store.Records.NOW_MS;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.segment;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Records;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TrustKind;

/** Tests when a row of each kind ends (APPLY, Rows). */
class RowEndsTest {
  private static final long DAY_MS = 86_400_000;
  private static final long AHEAD_MS = 600_000;

  private static OptionalLong end(Row row) {
    return new RowEnds(AHEAD_MS).of(row);
  }

  @Test
  void segmentEndsAfterItsLastSecond() {
    PathSegment segment = segment(NOW_S, 2, hop("1-1", 0, 1), hop("1-11", 1, 0));
    StoredSegment stored = new StoredSegment(segment, SegmentType.UP, NOW_MS, 7);
    Row row =
        new Row.Segment(
            stored.key(),
            segment.expiryS(),
            segment.timestampS(),
            NOW_MS,
            7,
            segment.hops(),
            segment.peers(),
            segment.bytes());
    assertEquals(OptionalLong.of((NOW_S + 676) * 1_000), end(row));
    assertEquals(segment.endMs(), SegmentValue.of(segment, NOW_MS, 7).endMs());
  }

  @Test
  void revocationEndsADayAndAheadAfterItsExpiry() {
    Row row =
        new Row.Revocation(
            ia("1-1"),
            1,
            hop("1-1", 0, 1).root(),
            ProofSide.NEXT,
            Records.TREE_TTL_S,
            5,
            NOW_MS,
            7,
            SegmentFormat.CAPNP,
            ByteString.EMPTY);
    assertEquals(OptionalLong.of(NOW_MS + DAY_MS + AHEAD_MS), end(row));
  }

  @Test
  void reportsAndBlocksEndAsTheySay() {
    assertEquals(OptionalLong.of(NOW_MS), end(new Row.InterfaceDown(ia("1-1"), 1, NOW_MS)));
    assertEquals(
        OptionalLong.of(NOW_MS),
        end(
            new Row.Block(
                new BlockSubject.OfAs(ia("1-1")), NOW_MS, NOW_MS + 1, "", "", Optional.empty())));
  }

  @Test
  void quarantineEndsADayAfterItsRecordTimeWhateverThatIs() {
    assertEquals(
        OptionalLong.of(NOW_MS + DAY_MS), end(new Row.Quarantine(7, NOW_MS, ReasonCode.ENDED)));
    assertEquals(
        OptionalLong.of(Long.MAX_VALUE),
        end(new Row.Quarantine(7, Long.MAX_VALUE, ReasonCode.ENDED)));
  }

  @Test
  void trustHasNoEnd() {
    assertEquals(
        OptionalLong.empty(), end(new Row.Trust(TrustKind.TRC, ia("1-0"), 1, ByteString.EMPTY)));
  }
}
