package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.runtime.simulation.RecordedFaults;

@Timeout(60)
class SystemTimersTest {
  private final RecordedFaults faults = new RecordedFaults();
  private final SystemTimers timers = new SystemTimers("timers-under-test", faults);

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void tasksRunOnOneDaemonThreadOfTheGivenName() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch runs = new CountDownLatch(1_000);
    for (int i = 0; i < 1_000; i++) {
      timers.after(
          0,
          () -> {
            threads.add(Thread.currentThread());
            runs.countDown();
          });
    }
    runs.await();
    assertEquals(1, threads.size());
    Thread thread = threads.iterator().next();
    assertEquals("timers-under-test", thread.getName());
    assertTrue(thread.isDaemon());
  }

  @Test
  void aTaskThatThrowsIsReportedAndRunsAgain() throws Exception {
    IllegalStateException failure = new IllegalStateException("of the task");
    CountDownLatch runs = new CountDownLatch(3);
    Cancellable repeated =
        timers.every(
            1,
            () -> {
              runs.countDown();
              throw failure;
            });
    runs.await();
    repeated.cancel();
    assertSame(failure, faults.faults().getFirst().cause());
  }

  @Test
  void aCancelledTaskDoesNotRun() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    timers.after(
        0,
        () -> {
          first.countDown();
          awaitUninterrupted(mayGoOn);
        });
    first.await();
    // The only thread is busy, so neither of these tasks can run before the cancellation.
    timers.after(0, () -> ran.set(true)).cancel();
    timers.after(0, later::countDown);
    mayGoOn.countDown();
    later.await();
    assertFalse(ran.get());
  }

  @Test
  void tasksGivenAfterClosingAreDroppedWithoutAnError() {
    timers.close();
    timers.close();
    timers.after(0, () -> {});
    timers.every(1, () -> {}).cancel();
    assertEquals(0, faults.faults().size());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
