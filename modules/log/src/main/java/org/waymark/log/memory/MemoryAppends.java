package org.waymark.log.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.waymark.log.Appended;
import org.waymark.log.ClockSkew;
import org.waymark.log.Entry;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;

/**
 * The appends to an in-memory log, including queued appends, and the faults that affect them.
 * Callers hold the lock of the log.
 *
 * <p>Methods that produce answers return an action that completes the futures of callers; this
 * action must be run without the lock.
 */
final class MemoryAppends {
  private final Map<Topic, MemoryTopic> topics;
  private final Clock clock;
  private final String clusterId;
  private final BooleanSupplier away;
  private final ClockSkew skew = new ClockSkew();
  private final Deque<Held> waiting = new ArrayDeque<>();
  private final List<Runnable> heldAnswers = new ArrayList<>();
  private boolean appendsHeld;
  private boolean answersHeld;
  private int lostAnswers;
  private int lostAppends;
  private int refusedConnections;
  private int refusedAppends;
  private int repeatedAppends;
  private long clockAheadMs;

  private record Held(Topic topic, Entry entry, CompletableFuture<Appended> answer) {}

  /**
   * @param away whether the log was made unreachable
   */
  MemoryAppends(
      Map<Topic, MemoryTopic> topics, Clock clock, String clusterId, BooleanSupplier away) {
    this.clusterId = clusterId;
    this.topics = topics;
    this.clock = clock;
    this.away = away;
  }

  Runnable append(Topic topic, Entry entry, CompletableFuture<Appended> answer) {
    waiting.add(new Held(topic, entry, answer));
    return appendsHeld ? () -> {} : appendWaiting();
  }

  /**
   * {@return the difference between the last record time and the clock, in milliseconds; callable
   * without the lock}
   */
  long skewMs() {
    return skew.lastMs();
  }

  void hold() {
    appendsHeld = true;
  }

  Runnable release() {
    appendsHeld = false;
    return appendWaiting();
  }

  void holdAnswers() {
    answersHeld = true;
  }

  Runnable releaseAnswers() {
    answersHeld = false;
    List<Runnable> answers = List.copyOf(heldAnswers);
    heldAnswers.clear();
    return () -> answers.forEach(Runnable::run);
  }

  void loseNextAnswers(int count) {
    lostAnswers = count;
  }

  void loseNext(int count) {
    lostAppends = count;
  }

  void refuseNext(int count) {
    refusedAppends = count;
  }

  void refuseNextConnections(int count) {
    refusedConnections = count;
  }

  void repeatNext(int count) {
    repeatedAppends = count;
  }

  void shiftClock(long aheadMs) {
    clockAheadMs = aheadMs;
  }

  private Runnable appendWaiting() {
    List<Runnable> answers = new ArrayList<>();
    while (!waiting.isEmpty()) {
      answers.add(append(waiting.remove()));
    }
    if (answersHeld) {
      heldAnswers.addAll(answers);
      return () -> {};
    }
    return () -> answers.forEach(Runnable::run);
  }

  private Runnable append(Held held) {
    MemoryTopic topic = topics.get(held.topic());
    if (away.getAsBoolean() || !topic.exists()) {
      return failing(held, unknownFate(topic, "the log was made unreachable"));
    }
    if (refusedConnections > 0) {
      refusedConnections--;
      return failing(held, new LogException.Unreachable(clusterId, "a connection was refused"));
    }
    if (refusedAppends > 0) {
      refusedAppends--;
      return failing(held, new LogException.AppendRefused(topic.name(), "a fault was injected"));
    }
    if (lostAppends > 0) {
      lostAppends--;
      return failing(held, unknownFate(topic, "the entry was lost"));
    }
    LogRecord record = put(topic, held.entry());
    if (repeatedAppends > 0) {
      repeatedAppends--;
      record = put(topic, held.entry());
    }
    if (lostAnswers > 0) {
      lostAnswers--;
      return failing(held, unknownFate(topic, "the answer was lost"));
    }
    Appended appended = new Appended(record.offset(), record.recordTimeMs());
    return () -> held.answer().complete(appended);
  }

  private LogRecord put(MemoryTopic topic, Entry entry) {
    long nowMs = clock.wallMs();
    LogRecord record = topic.append(entry, nowMs + clockAheadMs);
    skew.note(nowMs, record.recordTimeMs(), nowMs);
    return record;
  }

  private static LogException unknownFate(MemoryTopic topic, String why) {
    return new LogException.AppendTimedOut(topic.name(), why);
  }

  private static Runnable failing(Held held, LogException failure) {
    return () -> held.answer().completeExceptionally(failure);
  }
}
