package org.waymark.server.append;

import java.util.List;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.AppliedListener;
import org.waymark.store.apply.Applied;

/**
 * The appenders for the topics that are folded into the store, and the append budgets of message
 * senders.
 *
 * <p>As a listener, this class completes the appends whose records this replica has applied. Safe
 * for use by several threads.
 */
public final class Appenders implements AppliedListener {
  private final AppliedRecords appliedEvents = new AppliedRecords();
  private final AppliedRecords appliedTrust = new AppliedRecords();
  private final EventAppender events;
  private final EventAppender trust;
  private final AppendBudgets budgets;

  /** The records whose effects are reported next. Used by the applying thread only. */
  private List<LogRecord> read = List.of();

  public Appenders(ServerContext context) {
    events = appender(context, Topic.EVENTS, appliedEvents);
    trust = appender(context, Topic.TRUST, appliedTrust);
    budgets = new AppendBudgets(context.settings().limits().appends(), context.clock());
  }

  private static EventAppender appender(
      ServerContext context, Topic topic, AppliedRecords applied) {
    return new EventAppender(
        context.settings().replicaId(),
        context.eventLog(),
        topic,
        context.schema(),
        applied,
        context.timers(),
        context.metrics());
  }

  /** {@return the appender to {@code .events}} */
  public EventAppender events() {
    return events;
  }

  /** {@return the appender to {@code .trust}} */
  public EventAppender trust() {
    return trust;
  }

  /** {@return the budgets that limit appends to both topics} */
  public AppendBudgets budgets() {
    return budgets;
  }

  @Override
  public void read(Topic topic, List<LogRecord> records) {
    read = records;
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    (topic == Topic.TRUST ? appliedTrust : appliedEvents).applied(read, batch);
  }

  /**
   * If the log lost the record that an append is waiting for, the append must not receive the
   * effect of another record at the same offset.
   */
  @Override
  public void rebuilding() {
    appliedEvents.forgetAll();
    appliedTrust.forgetAll();
  }
}
