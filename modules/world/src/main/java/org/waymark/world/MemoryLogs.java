package org.waymark.world;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.log.EventLog;
import org.waymark.log.LogOwner;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.log.memory.LogConnection;
import org.waymark.log.memory.LogFaults;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/** In-memory logs for simulations, which can be made to misbehave. Callable from any thread. */
public final class MemoryLogs implements Logs {
  private static final String WRITER = "world";

  private final Map<TopicNames, InMemoryEventLog> logs = new ConcurrentHashMap<>();
  private final Clock clock;

  public MemoryLogs(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void make(ReplicaConfig config, CertificateFolder anchors) {
    logs.computeIfAbsent(
        config.kafka().names(),
        names -> {
          InMemoryEventLog log = new InMemoryEventLog(names.prefix(), clock);
          LogOwner.claim(log, config.ia(), WRITER);
          TrustEntries.of(anchors, WRITER).forEach(entry -> log.append(Topic.TRUST, entry).join());
          return log;
        });
  }

  @Override
  public EventLog open(ReplicaConfig config) {
    return LogConnection.open(log(config.kafka().names()));
  }

  /** {@return the controls for making the log of an AS misbehave} */
  public LogFaults faults(IsdAs ia) {
    return log(TopicNames.of(ia)).faults();
  }

  private InMemoryEventLog log(TopicNames names) {
    InMemoryEventLog log = logs.get(names);
    if (log == null) {
      throw new IllegalArgumentException("there is no log " + names.prefix());
    }
    return log;
  }
}
