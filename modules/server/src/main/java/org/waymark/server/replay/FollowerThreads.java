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
import org.waymark.runtime.Waiting;
import org.waymark.store.apply.PreparedBatch;

/**
 * The threads of a {@link Follower}. One thread per topic reads and prepares records, and another
 * thread applies them, so that fetching, decompressing, decoding and hashing overlap with applying.
 *
 * <p>If a topic does not respond or its next record cannot be read, reading is retried after a
 * pause. If a topic does not continue where it was last read, or if apply fails, following ends.
 * The store then stays as it is, and the owner of the threads receives the failure.
 */
final class FollowerThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FollowerThreads.class);

  private static final int QUEUED_BATCHES = 4;
  private static final long WAIT_MS = 500;
  private static final long FLUSH_EVERY_NS = TimeUnit.SECONDS.toNanos(30);

  private final Follower follower;
  private final ReadingReport reading;
  private final Clock clock;
  private final Consumer<Throwable> failures;
  private final BlockingQueue<PreparedBatch> handover = new ArrayBlockingQueue<>(QUEUED_BATCHES);
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private FollowerThreads(
      Follower follower, ReadingReport reading, Clock clock, Consumer<Throwable> failures) {
    this.follower = follower;
    this.reading = reading;
    this.clock = clock;
    this.failures = failures;
  }

  /**
   * Starts the threads of an open follower.
   *
   * @param reading told by the reading threads whether the topics can be read
   * @param failures receives the failure that ended the threads, on the thread that failed; must
   *     not block
   * @return the running threads
   */
  static FollowerThreads start(
      Follower follower, ReadingReport reading, Clock clock, Consumer<Throwable> failures) {
    FollowerThreads running = new FollowerThreads(follower, reading, clock, failures);
    for (Topic topic : Follower.FOLDED) {
      running.run("read-" + topic.suffix(), () -> running.read(topic));
    }
    running.run("apply", running::applyAll);
    return running;
  }

  /** Asks the threads to end after the current batch. Does not wait. */
  void stop() {
    stopped.countDown();
    follower.wakeup();
  }

  /** Ends the threads. No record is applied after this method returns. */
  @Override
  public void close() {
    stop();
    threads.forEach(Waiting::untilEnded);
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
                    log.debug("Thread {} was interrupted", name);
                  } catch (RuntimeException | Error failure) {
                    failed(name, failure);
                  }
                }));
  }

  private void read(Topic topic) throws InterruptedException {
    while (!isStopped()) {
      try {
        List<LogRecord> records = follower.read(topic);
        if (follower.isReading(topic)) {
          reading.succeeded(topic);
        }
        if (!records.isEmpty()) {
          handOver(follower.prepare(topic, records));
        }
      } catch (LogException.Unreachable | LogException.Unreadable notNow) {
        // No record was skipped, so the read can be retried later.
        reading.failed(topic, notNow);
        if (stopped.await(WAIT_MS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }
  }

  private void handOver(PreparedBatch batch) throws InterruptedException {
    boolean taken = false;
    while (!taken && !isStopped()) {
      taken = handover.offer(batch, WAIT_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void applyAll() throws InterruptedException {
    long flushedNs = clock.monotonicNs();
    boolean unflushed = false;
    while (!isStopped()) {
      PreparedBatch batch = handover.poll(WAIT_MS, TimeUnit.MILLISECONDS);
      if (batch != null) {
        follower.apply(batch);
        unflushed = true;
      } else {
        follower.checkLoweredEnd();
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
      log.debug("Ignored a failure in thread {} while stopping", name, failure);
      return;
    }
    log.debug("Thread {} terminated after a failure", name, failure);
    failures.accept(failure);
  }
}
