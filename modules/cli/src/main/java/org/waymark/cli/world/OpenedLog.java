package org.waymark.cli.world;

import org.waymark.log.EventLog;
import org.waymark.log.TopicNames;
import org.waymark.runtime.Clock;
import org.waymark.store.row.ApplySettings;

/**
 * A log that a command reads.
 *
 * @param settings the apply settings of the replicas that use the log
 * @param clock the clock of these replicas
 * @param isCopy whether the log is a copy, to which nothing is appended later
 */
public record OpenedLog(
    EventLog eventLog, TopicNames names, ApplySettings settings, Clock clock, boolean isCopy)
    implements AutoCloseable {
  @Override
  public void close() {
    eventLog.close();
  }
}
