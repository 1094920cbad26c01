package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Source;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.wire.packet.HostAddress;

/** Tests the verification threads while they are busy and their queue overflows. */
@Timeout(60)
class ThreadedExecutionTest {
  private static final int THREADS = 2;

  private final RecordedFaults faults = new RecordedFaults();
  private final Execution.Verification verification =
      new ThreadedExecution().verification(ServerLimits.DEFAULT, faults);
  private final Workers workers = verification.workers();

  /** Releases only one of the two busy threads, so that the order of the work is deterministic. */
  private final CountDownLatch freeOne = new CountDownLatch(1);

  private final CountDownLatch freeOther = new CountDownLatch(1);
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final List<String> displaced = new ArrayList<>();

  private void keepThreadsBusy() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(THREADS);
    for (CountDownLatch free : List.of(freeOne, freeOther)) {
      workers.execute(
          () -> {
            busy.countDown();
            awaitUninterrupted(free);
          });
    }
    busy.await();
  }

  private void send(int host, String what, long bytes) {
    workers.execute(
        new Work(
            new Source(IsdAs.parse("1-14"), new HostAddress.Ipv4(host)),
            bytes,
            () -> done.add(what),
            () -> displaced.add(what)));
  }

  /**
   * Releases one thread and waits until it has done the given number of tasks. {@return the tasks}
   */
  private List<String> doneByOneThread(int number) {
    freeOne.countDown();
    while (done.size() < number) {
      Thread.onSpinWait();
    }
    return List.copyOf(done);
  }

  @AfterEach
  void close() throws Exception {
    verification.stop().close();
    freeOther.countDown();
  }

  @Test
  void asManyRecordsAsAreAllowedWaitAndTheOldestOfABusySourceMakesRoom() throws Exception {
    int most = ServerLimits.DEFAULT.registrations().queuedRecords();
    assertEquals(2_000, most);
    keepThreadsBusy();
    for (int i = 0; i < most; i++) {
      send(1, "flood " + i, 1);
    }
    assertEquals(List.of(), displaced);
    send(2, "honest", 1);
    send(1, "flood again", 1);
    assertEquals(List.of("flood 0", "flood 1"), displaced);
    assertEquals(most, verification.queued().getAsInt());
    assertEquals(
        List.of("flood 2", "honest", "flood 3"), doneByOneThread(most).stream().limit(3).toList());
  }

  @Test
  void whatWaitsIsBoundedByBytes() throws Exception {
    long most = ServerLimits.DEFAULT.memory().queued();
    keepThreadsBusy();
    send(1, "large", most - 1);
    send(2, "small", 1);
    send(1, "larger", most - 1);
    send(1, "too large", most + 1);
    assertEquals(List.of("large", "too large"), displaced);
    assertEquals(most, verification.queuedBytes().getAsLong());
    assertEquals(List.of("larger", "small"), doneByOneThread(2));
  }

  @Test
  void serversOwnWorkTakesTurnsWithThatOfAllMessages() throws Exception {
    keepThreadsBusy();
    for (int host = 1; host <= 4; host++) {
      send(host, "message " + host, 1);
    }
    workers.execute(() -> done.add("own 1"));
    workers.execute(() -> done.add("own 2"));
    List<String> order = doneByOneThread(6);
    assertEquals(
        2, order.stream().limit(4).filter(one -> one.startsWith("own")).count(), order::toString);
  }

  @Test
  void serversOwnWorkIsBoundedToo() throws Exception {
    keepThreadsBusy();
    for (int i = 0; i < ServerLimits.DEFAULT.registrations().queuedRecords(); i++) {
      workers.execute(() -> done.add("own"));
    }
    assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> done.add("own")));
    send(1, "message", 1);
    assertEquals(List.of(), displaced);
  }

  @Test
  void failureOfATaskIsReportedAndItsThreadGoesOn() {
    for (int i = 0; i < 2 * THREADS; i++) {
      workers.execute(
          () -> {
            throw new AssertionError("told to fail");
          });
    }
    send(1, "after", 1);
    doneByOneThread(1);
    while (faults.faults().size() < 2 * THREADS) {
      Thread.onSpinWait();
    }
  }

  @Test
  void nothingIsDoneAfterTheEnd() throws Exception {
    verification.stop().close();
    send(1, "late", 1);
    assertEquals(List.of("late"), displaced);
    assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> done.add("own")));
  }

  /** After the end, the store is closed, which a running task must not use any more. */
  @Test
  void runningTaskEndsBeforeTheEnd() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Thread closing =
        new Thread(
            () -> {
              assertDoesNotThrow(verification.stop()::close);
              done.add("closed");
            });
    workers.execute(
        () -> {
          running.countDown();
          awaitUninterrupted(freeOne);
          // A thread that does not wait for this task ends.
          while (closing.getState() != Thread.State.WAITING && closing.isAlive()) {
            Thread.onSpinWait();
          }
          done.add("task");
        });
    running.await();
    closing.start();
    closing.join();
    while (done.size() < 2) {
      Thread.onSpinWait();
    }
    assertEquals(List.of("task", "closed"), List.copyOf(done));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // The test has ended.
    }
  }
}
