package org.waymark.log;

import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.log.memory.LogConnection;
import org.waymark.runtime.SystemClock;

/** Controls an in-memory log, for the contract tests. */
public record MemoryWorld(InMemoryEventLog log) implements World {
  public MemoryWorld() {
    this(new InMemoryEventLog("contract", new SystemClock()));
  }

  @Override
  public EventLog open() {
    return LogConnection.open(log);
  }

  @Override
  public EventLog openImpatient() {
    return open();
  }

  @Override
  public EventLog openLater(LogIdentity expected) {
    return new LogConnection(log, expected);
  }

  @Override
  public boolean reachesBroker() {
    return true;
  }

  @Override
  public void truncate(Topic topic, long end) {
    log.faults().truncate(topic, end);
  }

  @Override
  public void backUp() {
    log.faults().goAway();
    log.faults().backUp();
    log.faults().comeBack();
  }

  @Override
  public void restoreBackup() {
    log.faults().restoreBackup();
  }

  @Override
  public void damage(long from) {
    log.faults().damage(Topic.EVENTS, from);
  }

  @Override
  public void mend() {
    log.faults().mend(Topic.EVENTS);
  }

  @Override
  public void takeAway() {
    log.faults().goAway();
  }

  @Override
  public void bringBack() {
    log.faults().comeBack();
  }

  @Override
  public void trim(Topic topic, long start) {
    log.faults().trim(topic, start);
  }

  @Override
  public void delete(Topic topic) {
    log.faults().delete(topic);
  }

  @Override
  public void makeAgain(Topic topic) {
    log.faults().makeAgain(topic);
  }

  @Override
  public void widen(Topic topic, int partitions) {
    log.faults().widen(topic, partitions);
  }

  @Override
  public void set(Topic topic, String setting, String value) {
    log.faults().set(topic, setting, value);
  }

  @Override
  public void close() {}
}
