package org.waymark.cli.world;

import org.waymark.log.EventLog;
import org.waymark.log.TopicNames;
import org.waymark.runtime.Clock;
import org.waymark.store.row.ApplySettings;

/**
 * A log that a command reads.
 *
 * @param settings the settings of apply of its replicas
 * @param clock the clock of its replicas
 * @param isCopy whether it is a copy, to which nothing will be appended
 */
public record OpenedLog(
    EventLog eventLog, TopicNames names, ApplySettings settings, Clock clock, boolean isCopy)
    implements AutoCloseable {
  @Override
  public void close() {
    eventLog.close();
  }
}
