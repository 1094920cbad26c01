package org.waymark.log.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.readAll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.waymark.log.Appended;
import org.waymark.log.EventLogContract;
import org.waymark.log.Lease;
import org.waymark.log.LeaseTerm;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.MemoryWorld;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.World;
import org.waymark.runtime.simulation.VirtualClock;

class InMemoryEventLogTest extends EventLogContract {
  @Override
  protected World newWorld() {
    return new MemoryWorld();
  }

  @Nested
  class Misbehaving {
    private static final long START_MS = 1_000_000;

    private final VirtualClock clock = new VirtualClock(START_MS);
    private final InMemoryEventLog log = new InMemoryEventLog("m", clock);
    private final LogFaults faults = log.faults();

    @Test
    void recordTimesAreTheGivenClocksAndFollowAShift() throws Exception {
      append(log, Topic.EVENTS, 1);
      clock.advanceMs(50);
      append(log, Topic.EVENTS, 1);
      faults.shiftClock(5_000);
      append(log, Topic.EVENTS, 1);
      assertEquals(5_000, log.clockSkewMs());
      faults.shiftClock(-20);
      append(log, Topic.EVENTS, 1);
      assertEquals(-20, log.clockSkewMs());
      assertEquals(
          List.of(START_MS, START_MS + 50, START_MS + 5_050, START_MS + 30),
          readAll(log, Topic.EVENTS).stream().map(LogRecord::recordTimeMs).toList());
      assertEquals(2, log.offsetAt(Topic.EVENTS, START_MS + 60), "times went back after it");
    }

    @Test
    void heldAppendIsNotInTheTopicUntilReleasedAndOrderStays() {
      faults.holdAppends();
      CompletableFuture<Appended> first = log.append(Topic.EVENTS, entry(0));
      CompletableFuture<Appended> second = log.append(Topic.EVENTS, entry(1));
      assertFalse(first.isDone());
      assertEquals(0, log.end(Topic.EVENTS).nextOffset());
      clock.advanceMs(7);
      faults.releaseAppends();
      assertEquals(new Appended(0, START_MS + 7), first.join());
      assertEquals(new Appended(1, START_MS + 7), second.join());
    }

    @Test
    void heldAnswerComesAfterTheRecordIsRead() {
      faults.holdAnswers();
      CompletableFuture<Appended> append = log.append(Topic.EVENTS, entry(0));
      assertEquals(1, readAll(log, Topic.EVENTS).size());
      assertFalse(append.isDone());
      faults.releaseAnswers();
      assertEquals(0, append.join().offset());
    }

    @Test
    void lostAnswerLeavesTheRecordAndLostAppendDoesNot() throws Exception {
      faults.loseNextAnswers(1);
      assertFails(LogException.AppendTimedOut.class, log.append(Topic.EVENTS, entry(0)));
      assertEquals(1, log.end(Topic.EVENTS).nextOffset());
      faults.loseNextAppends(1);
      assertFails(LogException.AppendTimedOut.class, log.append(Topic.EVENTS, entry(1)));
      assertEquals(1, log.end(Topic.EVENTS).nextOffset());
      faults.refuseNextAppends(1);
      assertFails(LogException.AppendRefused.class, log.append(Topic.EVENTS, entry(2)));
      assertEquals(1, append(log, Topic.EVENTS, 1).getFirst().offset(), "and then works again");
    }

    @Test
    void repeatedAppendIsTwoRecordsOfWhichTheSecondIsNamed() throws Exception {
      faults.repeatNextAppends(1);
      assertEquals(1, append(log, Topic.EVENTS, 1).getFirst().offset());
      List<LogRecord> records = readAll(log, Topic.EVENTS);
      assertEquals(2, records.size());
      assertEquals(records.getFirst().key(), records.getLast().key());
    }

    @Test
    void answersAreGivenWithoutTheLogsLock() {
      List<Long> offsets = new ArrayList<>();
      log.append(Topic.EVENTS, entry(0))
          .thenAccept(
              first -> {
                offsets.add(first.offset());
                Thread other =
                    Thread.ofPlatform()
                        .start(
                            () -> offsets.add(log.append(Topic.EVENTS, entry(1)).join().offset()));
                assertTrue(joined(other));
              })
          .join();
      assertEquals(List.of(0L, 1L), offsets);
    }

    @Test
    void appendedEntryEndsAPollThatWaits() throws Exception {
      CompletableFuture<Long> read = new CompletableFuture<>();
      try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
        Thread reader =
            Thread.ofPlatform()
                .start(() -> read.complete(tail.poll(Duration.ofHours(1)).getFirst().offset()));
        append(log, Topic.EVENTS, 1);
        assertTrue(joined(reader));
        assertEquals(0, read.join());
      }
    }

    @Test
    void leaseIsHeldInJoiningOrder() {
      List<Lease> leases = competing(3);
      assertEquals(List.of(0), holders(leases));
      leases.get(0).compete();
      leases.get(1).giveBack();
      leases.get(1).compete();
      assertEquals(List.of(0), holders(leases), "a newcomer takes nothing");
      leases.get(0).giveBack();
      assertEquals(List.of(2), holders(leases), "the one that has competed longest");
      leases.get(2).close();
      assertEquals(List.of(1), holders(leases));
    }

    @Test
    void pausedHolderDoesNotNoticeThatThereIsAnother() {
      List<Lease> leases = competing(2);
      faults.pauseLeaseHolder();
      assertEquals(List.of(0, 1), holders(leases));
      faults.resumeLeaseHolders();
      assertEquals(List.of(1), holders(leases));
      leases.get(1).giveBack();
      assertEquals(List.of(0), holders(leases), "it competes again");
    }

    @Test
    void pausedHolderThatGivesBackIsNone() {
      List<Lease> leases = competing(2);
      faults.pauseLeaseHolder();
      leases.get(0).giveBack();
      assertEquals(List.of(1), holders(leases));
      faults.resumeLeaseHolders();
      leases.get(1).giveBack();
      assertEquals(List.of(), holders(leases));
    }

    @Test
    void leaseThatIsAwayIsHeldByNobodyUntilItIsBack() {
      List<Lease> leases = competing(1);
      faults.takeLeaseAway();
      assertEquals(List.of(), holders(leases));
      leases.addAll(competing(1));
      assertEquals(List.of(), holders(leases));
      faults.bringLeaseBack();
      assertEquals(List.of(0), holders(leases));
    }

    @Test
    void leaseEndsWithItsTermWhenTheLogIsAwayAndIsGivenToNobody() {
      List<Lease> leases = competing(2);
      clock.advanceMs(LeaseTerm.LENGTH_MS);
      faults.goAway();
      clock.advanceMs(LeaseTerm.LENGTH_MS - 1);
      assertEquals(List.of(0), holders(leases));
      clock.advanceMs(1);
      assertEquals(List.of(), holders(leases));
      leases.get(0).giveBack();
      assertEquals(List.of(), holders(leases));
      faults.comeBack();
      assertEquals(List.of(1), holders(leases));
    }

    @Test
    void leaseIsTheSameForEveryProcess() {
      List<Lease> leases = competing(1);
      Lease other = LogConnection.open(log).lease();
      other.compete();
      assertFalse(other.isHeld());
      leases.getFirst().close();
      assertTrue(other.isHeld());
    }

    @Test
    void leaseOfAKilledHolderIsNobodysUntilItsSessionEnds() {
      List<Lease> leases = competing(3);
      leases.get(0).kill();
      leases.get(1).kill();
      clock.advanceMs(LeaseTerm.SESSION_MS - 1);
      assertEquals(List.of(), holders(leases));
      clock.advanceMs(1);
      assertEquals(List.of(2), holders(leases));
    }

    @Test
    void killedMemberCanStillBeGivenALeaseThatItNeverUses() {
      List<Lease> leases = competing(3);
      leases.get(1).kill();
      leases.get(0).giveBack();
      assertEquals(List.of(), holders(leases));
      clock.advanceMs(LeaseTerm.SESSION_MS);
      assertEquals(List.of(2), holders(leases));
    }

    private List<Lease> competing(int count) {
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        leases.add(log.lease());
        leases.getLast().compete();
      }
      return leases;
    }

    private static List<Integer> holders(List<Lease> leases) {
      return IntStream.range(0, leases.size()).filter(i -> leases.get(i).isHeld()).boxed().toList();
    }

    private static boolean joined(Thread thread) {
      try {
        return thread.join(Duration.ofSeconds(20));
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    private static void assertFails(
        Class<? extends LogException> kind, CompletableFuture<Appended> append) {
      var failure = assertThrows(CompletionException.class, append::join);
      assertInstanceOf(kind, failure.getCause());
    }
  }
}
