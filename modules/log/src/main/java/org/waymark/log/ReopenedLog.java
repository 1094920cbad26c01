package org.waymark.log;

import java.util.concurrent.CompletableFuture;

/**
 * An in-memory log as a later process finds it: the same topics, with the identity they had when it
 * was opened.
 */
record ReopenedLog(InMemoryEventLog log, LogIdentity identity) implements EventLog {
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
