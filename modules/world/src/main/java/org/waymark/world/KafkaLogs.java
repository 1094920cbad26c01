package org.waymark.world;

import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.log.EventLog;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Clock;

/** Logs in one Kafka broker, each with its own topics. Callable from any thread. */
public final class KafkaLogs implements Logs {
  private static final String WRITER = "world";

  /**
   * The timeout of Kafka requests. It is generous because a machine on which a hundred ASes start
   * at once is slow even if the broker is reachable.
   */
  private static final long TIMEOUT_MS = 15_000;

  private final String bootstrapServers;
  private final Clock clock;

  /**
   * @param bootstrapServers the brokers to use in place of those named in the configurations
   */
  public KafkaLogs(String bootstrapServers, Clock clock) {
    this.bootstrapServers = bootstrapServers;
    this.clock = clock;
  }

  @Override
  public void make(ReplicaConfig config, CertificateFolder anchors) {
    LogInit.init(
        settings(config),
        clock,
        LogInit.Replication.SINGLE,
        config.ia(),
        TrustEntries.of(anchors, WRITER));
  }

  @Override
  public EventLog open(ReplicaConfig config) {
    return KafkaEventLog.open(settings(config), clock);
  }

  private KafkaLocation settings(ReplicaConfig config) {
    return config.withBootstrapServers(bootstrapServers).kafka().withTimeoutMs(TIMEOUT_MS);
  }
}
