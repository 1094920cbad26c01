package org.waymark.log.memory;

import java.time.Duration;
import java.util.List;
import org.waymark.log.LastRecord;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Tail;

/**
 * A tail of an in-memory log. It sees what a Kafka consumer would see: it follows the name of the
 * topic, not the id, and detects a truncation only from the leader epoch of the record that was
 * read last.
 *
 * <p>Owned by the thread that polls. The records belong to the log, whose lock guards every access
 * to them.
 */
final class MemoryTail implements Tail {
  private static final int MOST_RECORDS = 1_000;
  private static final int NEVER = -1;
  private static final long MS_NS = 1_000_000;

  private final Object lock;
  private final MemoryTopic topic;
  private final Reachability reachability;
  private final String topicId;
  private long nextOffset;
  private LastRecord last;

  /**
   * The generation of the topic at the time when the record before the position was last compared.
   */
  private int comparedIn = NEVER;

  private boolean reading;
  private boolean awake;
  private boolean closed;

  /** Checks whether the log can be reached. The caller holds the lock of the log. */
  interface Reachability {
    boolean reachable();
  }

  MemoryTail(Object lock, MemoryTopic topic, Reachability reachability, Position from) {
    this.lock = lock;
    this.topic = topic;
    this.reachability = reachability;
    this.topicId = from.topicId();
    this.nextOffset = from.nextOffset();
    this.last = from.last();
  }

  @Override
  public List<LogRecord> poll(Duration atMost) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("this tail is closed");
      }
      List<LogRecord> records = available();
      long deadlineNs = System.nanoTime() + atMost.toNanos();
      while (records.isEmpty() && !awake && await(deadlineNs - System.nanoTime())) {
        records = available();
      }
      awake = false;
      if (!records.isEmpty()) {
        nextOffset = records.getLast().offset() + 1;
        last = LastRecord.of(topicId, records.getLast());
      }
      return records;
    }
  }

  @Override
  public long nextOffset() {
    synchronized (lock) {
      return nextOffset;
    }
  }

  @Override
  public boolean isReading() {
    synchronized (lock) {
      return reading;
    }
  }

  @Override
  public void wakeup() {
    synchronized (lock) {
      awake = true;
      lock.notifyAll();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  private List<LogRecord> available() {
    if (!reachability.reachable() || !topic.exists()) {
      return List.of();
    }
    reading = false;
    topic.validate(nextOffset, last);
    if (comparedIn != topic.generation()) {
      topic.compare(nextOffset, last);
      comparedIn = topic.generation();
    }
    List<LogRecord> records = topic.from(nextOffset, MOST_RECORDS);
    reading = true;
    return records;
  }

  /**
   * Waits until the log changes or the time has passed.
   *
   * @return whether there was any time left to wait
   */
  private boolean await(long leftNs) {
    if (leftNs <= 0) {
      return false;
    }
    try {
      lock.wait(leftNs / MS_NS, (int) (leftNs % MS_NS));
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
