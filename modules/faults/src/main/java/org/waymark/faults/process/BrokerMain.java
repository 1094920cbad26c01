package org.waymark.faults.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The main class of a broker process: one KRaft node, which is both broker and controller, and
 * formats its directory on its first start. It prints {@code ready} when it can serve clients.
 */
final class BrokerMain {
  /**
   * The id of the cluster. All clusters can share one id, because each cluster has its own
   * directories.
   */
  private static final String CLUSTER_ID = "waymark-faults-cluster";

  private BrokerMain() {}

  /** Runs the node. The argument names the file with the settings. */
  public static void main(String[] arguments) throws Exception {
    Commands.read(
        command -> {
          throw new IllegalArgumentException("a broker has no command " + command);
        });
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
      settings.load(file);
    }
    format(settings);
    KafkaRaftServer node = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    node.startup();
    Commands.answer("ready", "");
    node.awaitShutdown();
  }

  private static void format(Properties settings) throws Exception {
    Path data = Files.createDirectories(Path.of(settings.getProperty("log.dirs")));
    if (Files.exists(data.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
          .setClusterId(CLUSTER_ID)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setControllerListenerName(BrokerSettingsFile.CONTROLLER)
          .setMetadataLogDirectory(data.toString())
          .addDirectory(data.toString())
          .run();
    }
  }
}
