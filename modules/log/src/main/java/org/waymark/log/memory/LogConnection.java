package org.waymark.log.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Lease;
import org.waymark.log.LogEnd;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogSurvey;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;

/**
 * One process's connection to an in-memory log. The connection can be cut while other processes
 * stay connected. The connection keeps the identity that the topics had when the process opened the
 * log.
 *
 * <p>While the connection is cut, queries fail, appends reach no topic and fail with an unknown
 * outcome, tails receive nothing, and the lease passes to another member. Thread-safe.
 */
public final class LogConnection implements EventLog {
  private final InMemoryEventLog log;
  private final LogIdentity identity;
  private final List<Lease> leases = new CopyOnWriteArrayList<>();
  private volatile boolean cut;

  /**
   * The offset of the record to misread, by topic. An offset is removed once the record has been
   * misread.
   */
  private final Map<Topic, Long> misread = new ConcurrentHashMap<>();

  /**
   * @param log the log, which other processes may also use
   * @param identity the identity that the process expects the log to have
   */
  public LogConnection(InMemoryEventLog log, LogIdentity identity) {
    this.log = log;
    this.identity = identity;
  }

  /**
   * Opens a connection for a process, under the log's current identity.
   *
   * @throws LogException.Unreachable if the log was made unreachable
   * @throws LogException.Missing if a topic was deleted
   */
  public static LogConnection open(InMemoryEventLog log) {
    return new LogConnection(log, log.presentIdentity());
  }

  /** Disconnects the process from the log until {@link #restore}. */
  public void cut() {
    cut = true;
    leases.forEach(Lease::giveBack);
  }

  /** Lets the process reach the log again. */
  public void restore() {
    cut = false;
  }

  /**
   * Makes this process, but no other, read a record once without the last byte of its value, as if
   * its memory were faulty. Later reads by this process return the record unchanged.
   */
  public void misread(Topic topic, long offset) {
    misread.put(topic, offset);
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    return cut
        ? CompletableFuture.failedFuture(
            new LogException.AppendTimedOut(name(topic), "this process was disconnected"))
        : log.append(topic, entry);
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    return new MisreadingTail(log.tail(topic, from, identity, () -> !cut), misread, topic);
  }

  @Override
  public LogEnd end(Topic topic) {
    return reached().end(topic);
  }

  @Override
  public long start(Topic topic) {
    return reached().start(topic);
  }

  @Override
  public long offsetAt(Topic topic, long timeMs) {
    return reached().offsetAt(topic, timeMs);
  }

  @Override
  public Lease lease() {
    Lease lease = log.lease();
    leases.add(lease);
    return new CutLease(lease);
  }

  @Override
  public CompletableFuture<LogSurvey> survey() {
    return cut ? CompletableFuture.failedFuture(cutOff()) : log.survey();
  }

  @Override
  public long clockSkewMs() {
    return log.clockSkewMs();
  }

  @Override
  public void close() {}

  private InMemoryEventLog reached() {
    if (cut) {
      throw cutOff();
    }
    return log;
  }

  private LogException.Unreachable cutOff() {
    return new LogException.Unreachable(identity.clusterId(), "this process was disconnected");
  }

  private String name(Topic topic) {
    return identity.clusterId() + topic.suffix();
  }

  private final class CutLease implements Lease {
    private final Lease lease;

    CutLease(Lease lease) {
      this.lease = lease;
    }

    @Override
    public boolean isHeld() {
      return !cut && lease.isHeld();
    }

    @Override
    public void compete() {
      if (!cut) {
        lease.compete();
      }
    }

    @Override
    public void giveBack() {
      lease.giveBack();
    }

    @Override
    public void close() {
      lease.close();
    }

    @Override
    public void kill() {
      lease.kill();
    }
  }
}
