package org.waymark.log;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A log whose surveys the test answers. */
record SurveyedByHand(EventLog log, Supplier<CompletableFuture<LogSurvey>> surveys)
    implements EventLog {
  @Override
  public CompletableFuture<LogSurvey> survey() {
    return surveys.get();
  }

  @Override
  public LogIdentity identity() {
    return log.identity();
  }

  @Override
  public String where() {
    return "kafka:9092";
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    return log.append(topic, entry);
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    return log.tail(topic, from);
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
  public long clockSkewMs() {
    return log.clockSkewMs();
  }

  @Override
  public void close() {
    log.close();
  }
}
