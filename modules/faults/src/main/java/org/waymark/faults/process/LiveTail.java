package org.waymark.faults.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.history.tail.TailStart;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;

/**
 * Follows {@code .events} on its own thread while brokers fail, as {@code waymark tail --follow}
 * does. It disconnects now and then, and resumes with its token.
 */
final class LiveTail implements AutoCloseable {
  private static final int MOST_POLLS = 40;

  private final KafkaLocation location;
  private final Clock clock;
  private final SplittableRandom random;
  private final List<LogRecord> records = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long end = Long.MAX_VALUE;
  private volatile boolean closed;
  private String since = "0";
  private long resumptions;

  private LiveTail(KafkaLocation location, Clock clock, long seed) {
    this.location = location;
    this.clock = clock;
    this.random = new SplittableRandom(seed);
  }

  static LiveTail start(KafkaLocation location, Clock clock, long seed) {
    LiveTail tail = new LiveTail(location, clock, seed);
    Thread.ofPlatform().daemon().name("live-tail").start(tail::run);
    return tail;
  }

  private void run() {
    try {
      while (!closed && records.size() < end) {
        followForAWhile();
        resumptions++;
      }
      ended.complete(null);
    } catch (Throwable failed) {
      // Reported by requireComplete(), whatever it is.
      ended.completeExceptionally(failed);
    }
  }

  private void followForAWhile() {
    try (KafkaEventLog log = KafkaEventLog.open(location, clock)) {
      TailStart start = TailStart.of(log, Topic.EVENTS, since, clock.wallMs());
      String topicId = log.identity().at(Topic.EVENTS, 0).topicId();
      try (Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, start.offset()))) {
        for (int polls = random.nextInt(MOST_POLLS); polls >= 0 && !closed; polls--) {
          records.addAll(tail.poll(EventLog.QUIET));
          since = new Token(topicId, tail.nextOffset()).toString();
          if (records.size() >= end) {
            return;
          }
        }
      }
    } catch (LogException.Unreachable | LogException.Unreadable notNow) {
      // The brokers are down or deny reading. The tail resumes where it was.
      return;
    }
  }

  /**
   * Waits until the tail has reached the end of the log, and compares its records with the log.
   *
   * @param events all records of {@code .events}
   * @param within the maximum time to wait
   * @return the number of times that the tail was resumed
   */
  long requireComplete(List<LogRecord> events, Duration within)
      throws InterruptedException, BrokenPromiseException {
    end = events.size();
    try {
      ended.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new BrokenPromiseException(
          Promise.TAIL_IS_COMPLETE, "the live tail failed: " + failed.getCause());
    } catch (TimeoutException late) {
      throw new BrokenPromiseException(
          Promise.TAIL_IS_COMPLETE,
          "the live tail has not reached offset %d within %s".formatted(end, within));
    }
    for (int offset = 0; offset < events.size(); offset++) {
      if (!records.get(offset).equals(events.get(offset))) {
        throw new BrokenPromiseException(
            Promise.TAIL_IS_COMPLETE,
            "the live tail returned %s instead of %s"
                .formatted(records.get(offset), events.get(offset)));
      }
    }
    return resumptions;
  }

  /** Stops the tail without checking anything. */
  @Override
  public void close() {
    closed = true;
  }
}
