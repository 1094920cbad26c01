package org.waymark.server.append;

import java.util.List;
import org.waymark.log.Topic;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.AppliedListener;
import org.waymark.store.apply.Applied;

/**
 * The way into the log: an appender for each topic that is folded into the store, and the budgets
 * that the senders of messages have for appends.
 *
 * <p>As a listener, it completes the appends whose records this replica has applied. Safe for use
 * by several threads.
 */
public final class Appenders implements AppliedListener {
  private final AppliedRecords appliedEvents = new AppliedRecords();
  private final AppliedRecords appliedTrust = new AppliedRecords();
  private final EventAppender events;
  private final EventAppender trust;
  private final AppendBudgets budgets;

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

  /** {@return the budgets for appends to both topics} */
  public AppendBudgets budgets() {
    return budgets;
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    (topic == Topic.TRUST ? appliedTrust : appliedEvents).applied(batch);
  }

  /** An append that waits for a record that the log lost is not told of the one in its place. */
  @Override
  public void rebuilding() {
    appliedEvents.forgetAll();
    appliedTrust.forgetAll();
  }
}
