package org.waymark.log.memory;

import java.util.concurrent.CompletableFuture;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Lease;
import org.waymark.log.LogEnd;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogSurvey;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;

/**
 * An in-memory log as a later process finds it: the same topics, with the identity they had when it
 * was opened.
 */
public record ReopenedLog(InMemoryEventLog log, LogIdentity identity) implements EventLog {
  /**
   * {@return the log as a process finds it when it opens it now}
   *
   * @throws LogException.Unreachable if the log was taken away
   * @throws LogException.Missing if a topic was deleted
   */
  public static ReopenedLog of(InMemoryEventLog log) {
    return new ReopenedLog(log, log.presentIdentity());
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    return log.append(topic, entry);
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    return log.tail(topic, from, identity);
  }

  @Override
  public LogEnd end(Topic topic) {
    return log.end(topic);
  }

  @Override
  public long start(Topic topic) {
    return log.start(topic);
  }

  @Override
  public long offsetAt(Topic topic, long timeMs) {
    return log.offsetAt(topic, timeMs);
  }

  @Override
  public Lease lease() {
    return log.lease();
  }

  @Override
  public CompletableFuture<LogSurvey> survey() {
    return log.survey();
  }

  @Override
  public long clockSkewMs() {
    return log.clockSkewMs();
  }

  @Override
  public void close() {}
}
