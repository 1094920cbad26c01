package org.waymark.server.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;

/**
 * The threads of a {@link Follower}: one reads each topic, one applies what both hand over, so that
 * fetching and decompressing overlap with applying.
 *
 * <p>A truncated log, and any failure of apply, ends following: the store stays as it is, and who
 * started the threads is told.
 */
final class FollowerThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FollowerThreads.class);

  private static final int QUEUED_BATCHES = 4;
  private static final long WAIT_MS = 500;
  private static final long FLUSH_EVERY_NS = TimeUnit.SECONDS.toNanos(30);

  private final Follower follower;
  private final Clock clock;
  private final Consumer<Throwable> failures;
  private final BlockingQueue<Follower.Batch> handover = new ArrayBlockingQueue<>(QUEUED_BATCHES);
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private FollowerThreads(Follower follower, Clock clock, Consumer<Throwable> failures) {
    this.follower = follower;
    this.clock = clock;
    this.failures = failures;
  }

  /**
   * {@return the running threads of a follower that is open}
   *
   * @param failures told why following cannot go on, by a thread that then ends; must not block
   */
  static FollowerThreads start(Follower follower, Clock clock, Consumer<Throwable> failures) {
    FollowerThreads running = new FollowerThreads(follower, clock, failures);
    for (Topic topic : Follower.FOLDED) {
      running.run("read-" + topic.suffix(), () -> running.read(topic));
    }
    running.run("apply", running::applyAll);
    return running;
  }

  /** Lets the threads end; a batch that is being applied still is. Does not wait. */
  void stop() {
    stopped.countDown();
    follower.wakeup();
  }

  /** Ends the threads; when this returns nothing is applied any more. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void run(String name, Work work) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name("waymark-" + name)
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException e) {
                    log.debug("{} was interrupted", name);
                  } catch (RuntimeException | Error failure) {
                    failed(name, failure);
                  }
                }));
  }

  private void read(Topic topic) throws InterruptedException {
    while (!isStopped()) {
      try {
        List<LogRecord> records = follower.read(topic);
        if (!records.isEmpty()) {
          handOver(new Follower.Batch(topic, records));
        }
      } catch (LogException.Unreachable unreachable) {
        // It may come back, and nothing was skipped; the watch says that answers are stale.
        log.debug("reading {} again in {} ms", topic, WAIT_MS, unreachable);
        if (stopped.await(WAIT_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }
  }

  private void handOver(Follower.Batch batch) throws InterruptedException {
    boolean taken = false;
    while (!taken && !isStopped()) {
      taken = handover.offer(batch, WAIT_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void applyAll() throws InterruptedException {
    long flushedNs = clock.monotonicNs();
    boolean unflushed = false;
    while (!isStopped()) {
      Follower.Batch batch = handover.poll(WAIT_MS, TimeUnit.MILLISECONDS);
      if (batch != null) {
        follower.apply(batch);
        unflushed = true;
      }
      if (unflushed && clock.monotonicNs() - flushedNs >= FLUSH_EVERY_NS) {
        follower.flush();
        flushedNs = clock.monotonicNs();
        unflushed = false;
      }
    }
  }

  private void failed(String name, Throwable failure) {
    if (isStopped()) {
      log.debug("{} ended with the replica", name, failure);
      return;
    }
    log.debug("{} ended", name, failure);
    failures.accept(failure);
  }
}
