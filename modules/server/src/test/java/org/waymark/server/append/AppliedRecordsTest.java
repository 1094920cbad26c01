package org.waymark.server.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.waymark.store.apply.Applied;

class AppliedRecordsTest {
  private final AppliedRecords records = new AppliedRecords();

  private void apply(long... offsets) {
    for (long offset : offsets) {
      records.applied(List.of(new Applied.RevocationKnown(offset)));
    }
  }

  @Test
  void effectIsThereWhetherTheRecordOrItsAnswerComesFirst() {
    long before = records.count();
    apply(7);
    assertEquals(new Effect.RevocationKnown(7), records.await(7, before).join());
    CompletableFuture<Effect> waiter = records.await(8, records.count());
    assertFalse(waiter.isDone());
    apply(8);
    assertEquals(new Effect.RevocationKnown(8), waiter.join());
  }

  @Test
  void recordThatTheLogLostIsNotTakenForTheOneInItsPlace() {
    apply(0, 1, 2);
    CompletableFuture<Effect> waiter = records.await(1, records.count());
    assertFalse(waiter.isDone(), "the record at 1 was applied before this one was appended");
    apply(1);
    assertTrue(waiter.isDone());
  }

  @Test
  void whoWaitsForARecordOfALogThatLostItIsNotToldOfTheNextOne() {
    CompletableFuture<Effect> waiter = records.await(3, records.count());
    records.forgetAll();
    apply(3);
    assertFalse(waiter.isDone());
  }

  @Test
  void recordAppliedLongAgoIsNotMistakenForALaterOne() {
    long before = records.count();
    apply(1, 1 + (1 << 14));
    assertFalse(records.await(1, before).isDone(), "forgotten");
    assertTrue(records.await(1 + (1 << 14), before).isDone());
  }
}
