package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.waymark.server.settings.Limits;

class ThreadedExecutionTest {
  @Test
  void asManyRecordsAsAreAllowedWaitForBusyThreadsAndOneMoreIsRejected() throws Exception {
    int most = Limits.DEFAULT.registrations().queuedRecords();
    assertEquals(2_000, most);
    Execution.Verification verification = new ThreadedExecution().verification(most);
    Executor threads = verification.executor();
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(most);
    for (int i = 0; i < 2; i++) {
      threads.execute(
          () -> {
            busy.countDown();
            awaitUninterrupted(free);
          });
    }
    busy.await();
    for (int i = 0; i < most; i++) {
      threads.execute(done::countDown);
    }
    assertEquals(most, verification.queued().getAsInt());
    assertThrows(RejectedExecutionException.class, () -> threads.execute(done::countDown));
    free.countDown();
    done.await();
    verification.stop().close();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
