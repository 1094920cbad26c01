package org.waymark.edge;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that verify segments and revocations, with a bounded queue: what does not fit is
 * rejected.
 */
final class VerificationThreads {
  private VerificationThreads() {}

  static ThreadPoolExecutor start(int threads, int queuedRecords) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queuedRecords),
        work ->
            Thread.ofPlatform()
                .daemon()
                .name("waymark-verify-" + number.incrementAndGet())
                .unstarted(work));
  }
}
