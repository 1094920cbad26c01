package org.waymark.log.memory;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Lease;
import org.waymark.log.LogCheck;
import org.waymark.log.LogEnd;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogSurvey;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.TopicView;
import org.waymark.runtime.Clock;

/**
 * An event log in memory, for simulated worlds and tests, that can misbehave on purpose.
 *
 * <p>The log has no thread of its own and no randomness, so the same calls produce the same log.
 * Record times come from the given clock. An append completes before the call returns, on the
 * caller's thread, unless {@link LogFaults} says otherwise; a poll with a timeout of zero never
 * waits.
 *
 * <p>Supports any number of tails and threads. Closing the log keeps its records, so the next
 * process that opens it finds them.
 */
public final class InMemoryEventLog implements EventLog {
  private final Object lock = new Object();
  private final String clusterId;
  private final TopicNames names;
  private final Map<Topic, MemoryTopic> topics = new EnumMap<>(Topic.class);
  private final LogIdentity identity;
  private final MemoryLeases leases;
  private final MemoryAppends appends;
  private final Faults faults = new Faults();

  /**
   * @param name serves as the cluster id: logs with different names are different logs
   * @param clock the leader's clock
   */
  public InMemoryEventLog(String name, Clock clock) {
    this.clusterId = name;
    this.names = new TopicNames(name);
    this.leases = new MemoryLeases(lock, clock);
    for (Topic topic : Topic.values()) {
      topics.put(topic, new MemoryTopic(names.of(topic)));
    }
    this.appends = new MemoryAppends(topics, clock, clusterId, () -> faults.away);
    this.identity = LogCheck.identity(surveyNow());
  }

  /** {@return the controls that make this log misbehave} */
  public LogFaults faults() {
    return faults;
  }

  /**
   * {@return the identity that a process would find if it opened the log now}
   *
   * @throws LogException.Unreachable if the log was made unreachable
   * @throws LogException.Missing if a topic was deleted
   */
  LogIdentity presentIdentity() {
    synchronized (lock) {
      if (faults.away) {
        throw away();
      }
      return LogCheck.identity(surveyNow());
    }
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    CompletableFuture<Appended> answer = new CompletableFuture<>();
    answering(() -> appends.append(topic, entry, answer));
    return answer;
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    return tail(topic, from, identity, () -> true);
  }

  Tail tail(Topic topic, Position from, LogIdentity known, MemoryTail.Reachability reach) {
    LogCheck.sameLog(names.of(topic), clusterId, topic, from, known);
    return new MemoryTail(lock, topics.get(topic), () -> !faults.away && reach.reachable(), from);
  }

  @Override
  public LogEnd end(Topic topic) {
    synchronized (lock) {
      return new LogEnd(asked(topic).end(), asked(topic).leaderEpoch());
    }
  }

  @Override
  public long start(Topic topic) {
    synchronized (lock) {
      return asked(topic).start();
    }
  }

  @Override
  public long offsetAt(Topic topic, long timeMs) {
    synchronized (lock) {
      return asked(topic).offsetAt(timeMs);
    }
  }

  @Override
  public Lease lease() {
    return leases.join();
  }

  @Override
  public CompletableFuture<LogSurvey> survey() {
    synchronized (lock) {
      if (faults.away) {
        return CompletableFuture.failedFuture(away());
      }
      return CompletableFuture.completedFuture(surveyNow());
    }
  }

  @Override
  public long clockSkewMs() {
    return appends.skewMs();
  }

  @Override
  public void close() {}

  private LogSurvey surveyNow() {
    Map<Topic, TopicView> views =
        topics.entrySet().stream()
            .filter(topic -> topic.getValue().exists())
            .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().view()));
    return new LogSurvey(clusterId, names, clusterId, views, false);
  }

  private MemoryTopic asked(Topic topic) {
    MemoryTopic asked = topics.get(topic);
    if (faults.away || !asked.exists()) {
      throw away();
    }
    return asked;
  }

  private LogException.Unreachable away() {
    return new LogException.Unreachable(clusterId, "it was made unreachable");
  }

  /**
   * Performs an action while holding the lock, and then, without the lock, delivers the resulting
   * answers.
   */
  private void answering(Supplier<Runnable> action) {
    Runnable answers;
    synchronized (lock) {
      answers = action.get();
      lock.notifyAll();
    }
    answers.run();
  }

  private final class Faults implements LogFaults {
    private boolean away;

    @Override
    public void holdAppends() {
      change(appends::hold);
    }

    @Override
    public void releaseAppends() {
      answering(appends::release);
    }

    @Override
    public void holdAnswers() {
      change(appends::holdAnswers);
    }

    @Override
    public void releaseAnswers() {
      answering(appends::releaseAnswers);
    }

    @Override
    public void loseNextAnswers(int count) {
      change(() -> appends.loseNextAnswers(count));
    }

    @Override
    public void loseNextAppends(int count) {
      change(() -> appends.loseNext(count));
    }

    @Override
    public void refuseNextConnections(int count) {
      change(() -> appends.refuseNextConnections(count));
    }

    @Override
    public void refuseNextAppends(int count) {
      change(() -> appends.refuseNext(count));
    }

    @Override
    public void repeatNextAppends(int count) {
      change(() -> appends.repeatNext(count));
    }

    @Override
    public void goAway() {
      change(
          () -> {
            away = true;
            leases.logWentAway();
          });
    }

    @Override
    public void comeBack() {
      change(
          () -> {
            away = false;
            topics.values().forEach(MemoryTopic::elect);
            leases.logCameBack();
          });
    }

    @Override
    public void pauseLeaseHolder() {
      change(leases::pauseHolder);
    }

    @Override
    public void resumeLeaseHolders() {
      change(leases::resumeHolders);
    }

    @Override
    public void takeLeaseAway() {
      change(leases::takeAway);
    }

    @Override
    public void bringLeaseBack() {
      change(leases::bringBack);
    }

    @Override
    public void shiftClock(long aheadMs) {
      change(() -> appends.shiftClock(aheadMs));
    }

    @Override
    public void truncate(Topic topic, long end) {
      change(() -> topics.get(topic).truncate(end));
    }

    @Override
    public void trim(Topic topic, long start) {
      change(() -> topics.get(topic).trim(start));
    }

    @Override
    public void backUp() {
      change(() -> topics.values().forEach(MemoryTopic::backUp));
    }

    @Override
    public void restoreBackup() {
      change(() -> topics.values().forEach(MemoryTopic::restoreBackup));
    }

    @Override
    public void damage(Topic topic, long from) {
      change(() -> topics.get(topic).damage(from));
    }

    @Override
    public void mend(Topic topic) {
      change(() -> topics.get(topic).mend());
    }

    @Override
    public void delete(Topic topic) {
      change(() -> topics.get(topic).delete());
    }

    @Override
    public void makeAgain(Topic topic) {
      change(() -> topics.get(topic).make());
    }

    @Override
    public void widen(Topic topic, int partitions) {
      change(() -> topics.get(topic).widen(partitions));
    }

    @Override
    public void set(Topic topic, String setting, String value) {
      change(() -> topics.get(topic).set(setting, value));
    }

    private void change(Runnable change) {
      synchronized (lock) {
        change.run();
        lock.notifyAll();
      }
    }
  }
}
