package org.waymark.faults.process;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the settings of a cluster's nodes. With these settings, a cluster starts and fails over
 * within seconds.
 */
final class BrokerSettingsFile {
  static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";
  private static final String NAMED = "NAMED";
  private static final String HOST = "127.0.0.1";

  private BrokerSettingsFile() {}

  /**
   * The ports of a node.
   *
   * @param named the port of the listener that advertises {@link BrokerCluster#NAME} as its host
   */
  record Ports(int clients, int named, int controller) {}

  /**
   * Writes the settings of one node. {@return the file}
   *
   * @param node the number of the node, from 1
   * @param ports the ports of all nodes
   * @param more settings that override the defaults
   */
  static Path write(Path directory, int node, List<Ports> ports, Map<String, String> more)
      throws IOException {
    Ports own = ports.get(node - 1);
    int copies = Math.min(3, ports.size());
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(node));
    all.put(
        "controller.quorum.voters",
        IntStream.rangeClosed(1, ports.size())
            .mapToObj(n -> n + "@" + HOST + ":" + ports.get(n - 1).controller())
            .collect(Collectors.joining(",")));
    all.put("listeners", listeners(own, HOST));
    all.put("advertised.listeners", listeners(own, BrokerCluster.NAME));
    all.put(
        "listener.security.protocol.map",
        "%s:PLAINTEXT,%s:PLAINTEXT,%s:PLAINTEXT".formatted(CLIENTS, NAMED, CONTROLLER));
    all.put("inter.broker.listener.name", CLIENTS);
    all.put("controller.listener.names", CONTROLLER);
    all.put("log.dirs", directory.resolve("node-" + node).toString());
    all.put("auto.create.topics.enable", "false");
    all.put("unclean.leader.election.enable", "false");
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      all.put(topic + ".replication.factor", Integer.toString(copies));
      all.put(topic + ".num.partitions", "1");
    }
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.replication.factor", Integer.toString(copies));
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.network.threads", "1");
    all.put("num.io.threads", "2");
    all.put("background.threads", "2");
    all.put("log.cleaner.dedupe.buffer.size", "2097152");
    // A killed broker must be replaced, and may return, within seconds.
    all.put("broker.session.timeout.ms", "1500");
    all.put("broker.heartbeat.interval.ms", "300");
    all.put("replica.lag.time.max.ms", "10000");
    all.put("server.max.startup.time.ms", "240000");
    all.putAll(more);
    Path file = directory.resolve("node-" + node + ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      all.store(writer, null);
    }
    return file;
  }

  private static String listeners(Ports own, String namedHost) {
    return "%s://%s:%d,%s://%s:%d,%s://%s:%d"
        .formatted(
            CLIENTS,
            HOST,
            own.clients(),
            NAMED,
            namedHost,
            own.named(),
            CONTROLLER,
            HOST,
            own.controller());
  }
}
