package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;

/**
 * A copy of an AS's log in a virtual world, where logs exist only in the memory of the process that
 * runs the world. The copy has the same identity, offsets and record times as the original log, and
 * uses the world's clock. Used by one thread.
 */
final class CopiedLog implements Clock {
  private final Path folder;
  private final String replica;
  private final SystemClock system = new SystemClock();
  private final InMemoryEventLog log;
  private long wallMs;

  /**
   * @param replica the id of a replica, or its AS
   * @throws org.waymark.cli.command.CommandException if the world does not answer, or has no such
   *     replica
   */
  CopiedLog(Path folder, String replica) {
    this.folder = folder;
    this.replica = replica;
    log = new InMemoryEventLog(LogPart.clusterId(part(Topic.EVENTS, 0)), this);
    long nowMs = 0;
    for (Topic topic : Topic.values()) {
      nowMs = copy(topic);
    }
    wallMs = nowMs;
  }

  /** {@return the copy} */
  InMemoryEventLog log() {
    return log;
  }

  private JsonNode part(Topic topic, long from) {
    return ControlSocket.ask(folder, new ControlRequest.ReadLog(replica, topic, from));
  }

  /** Copies a topic. {@return the world's time when the copy was complete, in Unix milliseconds} */
  private long copy(Topic topic) {
    long next = 0;
    JsonNode part = part(topic, next);
    while (next < LogPart.end(part)) {
      for (JsonNode record : LogPart.records(part)) {
        wallMs = LogPart.recordTimeMs(record);
        log.append(topic, LogPart.entry(record)).join();
        next++;
      }
      part = part(topic, next);
    }
    return LogPart.clockMs(part);
  }

  @Override
  public long wallMs() {
    return wallMs;
  }

  @Override
  public long monotonicNs() {
    return system.monotonicNs();
  }
}
