package org.waymark.server.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.waymark.log.Appended;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.store.apply.Applied;

class AppliedRecordsTest {
  private static final long TIME_MS = 1_000;

  private final AppliedRecords records = new AppliedRecords();

  private void apply(long... offsets) {
    for (long offset : offsets) {
      applyAt(offset, TIME_MS);
    }
  }

  private void applyAt(long offset, long recordTimeMs) {
    LogRecord record = new LogRecord(offset, 0, recordTimeMs, ByteString.EMPTY, new byte[0]);
    records.applied(List.of(record), List.of(new Applied.RevocationKnown(offset)));
  }

  private CompletableFuture<Effect> await(long offset, long before) {
    return records.await(new Appended(offset, TIME_MS), before);
  }

  @Test
  void effectIsThereWhetherTheRecordOrItsAnswerComesFirst() {
    long before = records.count();
    apply(7);
    assertEquals(new Effect.RevocationKnown(7), await(7, before).join());
    CompletableFuture<Effect> waiter = await(8, records.count());
    assertFalse(waiter.isDone());
    apply(8);
    assertEquals(new Effect.RevocationKnown(8), waiter.join());
  }

  @Test
  void recordThatTheLogLostIsNotTakenForTheOneInItsPlace() {
    apply(0, 1, 2);
    CompletableFuture<Effect> waiter = await(1, records.count());
    assertFalse(waiter.isDone(), "the record at 1 was applied before this one was appended");
    apply(1);
    assertTrue(waiter.isDone());
  }

  @Test
  void whoWaitsForARecordOfALogThatLostItIsNotToldOfTheNextOne() {
    CompletableFuture<Effect> waiter = await(3, records.count());
    records.forgetAll();
    apply(3);
    assertFalse(waiter.isDone());
  }

  @Test
  void recordAppliedLongAgoIsNotMistakenForALaterOne() {
    long before = records.count();
    apply(1, 1 + (1 << 14));
    assertFalse(await(1, before).isDone(), "forgotten");
    assertTrue(await(1 + (1 << 14), before).isDone());
  }

  /** The replica has not read the lost record, so nothing tells it of the loss. */
  @Test
  void recordLostBeforeItWasReadIsNotTakenForTheOneInItsPlace() {
    long before = records.count();
    CompletableFuture<Effect> waiter = await(0, before);
    applyAt(0, TIME_MS + 1);
    assertFalse(waiter.isDone(), "the record that was applied has another record time");
    assertFalse(await(0, before).isDone());
    assertTrue(records.await(new Appended(0, TIME_MS + 1), before).isDone());
  }
}
