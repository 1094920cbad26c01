package org.waymark.server.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;

class CoreAsPlanTest {
  private static final IsdAs CORE_AS = IsdAs.parse("1-12");
  private static final long APPENDED_MS = 1_520_000_000_000L;
  private static final SegmentId ID = new SegmentId(Sha256.labelled("test").digest());

  private final SendingTimes times = new SendingTimes(600);
  private final DownSegments segments = new DownSegments();
  private final CoreAsPlan plan = new CoreAsPlan(CORE_AS, segments, times);

  /** Adds a version that is due. {@return its slot} */
  private int stored(long offset, long appendedMs) {
    SegmentKey key = new SegmentKey(SegmentFormat.CAPNP, SegmentType.DOWN, ID);
    int slot =
        segments.put(new DownSegments.Version(key, offset, appendedMs, false, Optional.empty()));
    plan.dueNow(slot);
    return slot;
  }

  /** {@return the versions sent at a time} */
  private List<Integer> sendAt(long nowMs) {
    List<Integer> sent = new ArrayList<>();
    plan.advance(nowMs);
    plan.fill(
        nowMs,
        slot -> {
          sent.add(slot);
          return CoreAsPlan.Offer.TAKEN;
        });
    plan.settle(nowMs);
    return sent;
  }

  private void isSentAt(long nowMs, int slot) {
    assertEquals(List.of(), sendAt(nowMs - 1));
    assertEquals(List.of(slot), sendAt(nowMs));
  }

  /** Sends a version until all repetitions are done. {@return its first regular time} */
  private long turnAfterRepetitions(int slot, long appendedMs) {
    assertEquals(List.of(slot), sendAt(appendedMs));
    isSentAt(appendedMs + 5_000, slot);
    isSentAt(appendedMs + 20_000, slot);
    isSentAt(appendedMs + 60_000, slot);
    return times.turn(ID, CORE_AS, appendedMs + 60_000);
  }

  @Test
  void afterItsRepetitionsAVersionIsSentAtItsTurnThenOncePerResend() {
    int slot = stored(1, APPENDED_MS);
    long turnMs = turnAfterRepetitions(slot, APPENDED_MS);
    isSentAt(turnMs, slot);
    isSentAt(turnMs + 600_000, slot);
  }

  @Test
  void laterVersionIsRepeatedAndWaitsForTheTurnAgain() {
    int slot = stored(1, APPENDED_MS);
    long turnMs = turnAfterRepetitions(slot, APPENDED_MS);
    isSentAt(turnMs, slot);
    long laterMs = turnMs + 100_000;
    assertEquals(slot, stored(2, laterMs));
    isSentAt(turnAfterRepetitions(slot, laterMs), slot);
  }

  @Test
  void whatIsPassedOverIsPlannedAsIfItHadBeenSent() {
    int slot = stored(1, APPENDED_MS);
    plan.fill(APPENDED_MS, offered -> CoreAsPlan.Offer.PASSED_OVER);
    plan.settle(APPENDED_MS);
    assertEquals(0, plan.due());
    isSentAt(APPENDED_MS + 5_000, slot);
  }

  @Test
  void whatFindsNoRoomStaysDue() {
    stored(1, APPENDED_MS);
    plan.fill(APPENDED_MS, offered -> CoreAsPlan.Offer.NO_ROOM);
    plan.settle(APPENDED_MS);
    assertEquals(1, plan.due());
  }

  @Test
  void forgottenSlotIsNeverSent() {
    int slot = stored(1, APPENDED_MS);
    turnAfterRepetitions(slot, APPENDED_MS);
    plan.forget(slot);
    for (long ms = APPENDED_MS; ms < APPENDED_MS + 1_800_000; ms += 1_000) {
      assertTrue(sendAt(ms).isEmpty());
    }
  }
}
