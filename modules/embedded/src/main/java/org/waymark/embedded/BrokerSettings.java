package org.waymark.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The Kafka settings for a small single-node cluster that starts, restarts and stops quickly. */
final class BrokerSettings {
  private BrokerSettings() {}

  static Map<String, Object> of(
      EmbeddedBroker.Config config,
      Path dataDir,
      String clients,
      int clientsPort,
      String controller,
      int controllerPort) {
    String clientsUrl = clients + "://" + config.host() + ":" + clientsPort;
    String controllerUrl = controller + "://" + EmbeddedBroker.LOOPBACK + ":" + controllerPort;
    Map<String, Object> settings = new HashMap<>();

    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(BrokerDirectory.NODE_ID));
    settings.put(
        "controller.quorum.voters",
        BrokerDirectory.NODE_ID + "@" + EmbeddedBroker.LOOPBACK + ":" + controllerPort);
    settings.put("listeners", clientsUrl + "," + controllerUrl);
    settings.put("advertised.listeners", clientsUrl + "," + controllerUrl);
    settings.put(
        "listener.security.protocol.map", clients + ":PLAINTEXT," + controller + ":PLAINTEXT");
    settings.put("inter.broker.listener.name", clients);
    settings.put("controller.listener.names", controller);
    settings.put("log.dirs", dataDir.toString());
    settings.put("metadata.log.dir", dataDir.toString());

    // With this setting, topics must be created explicitly.
    settings.put("auto.create.topics.enable", "false");
    settings.put("unclean.leader.election.enable", "false");
    settings.put("num.partitions", "1");
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");

    // Use few threads and little memory, because the node shares the machine with a path server.
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");

    // After a SIGKILL, the controller must treat the old session as dead within 2 s instead of 12
    // s.
    settings.put("broker.session.timeout.ms", "1500");
    settings.put("broker.heartbeat.interval.ms", "300");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("server.max.startup.time.ms", "60000");

    settings.putAll(config.settings());
    return settings;
  }
}
