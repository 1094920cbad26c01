package org.waymark.faults.truth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.edge.config.AuditConfig;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.ApplySettings;

/** Creates configurations for replicas of {@link RecordedLog#LOCAL}. */
public final class ReplicaConfigs {
  private static final int MAX_SEGMENTS = 50;

  private ReplicaConfigs() {}

  /**
   * Creates the configuration of a replica that listens on free ports of the loopback address.
   *
   * @param asFolder the folder with the start-up files of the AS, which are written if missing
   * @param store the store directory
   */
  public static ReplicaConfig of(Network network, Path asFolder, Path store, KafkaLocation kafka)
      throws IOException, StartupException {
    if (!Files.exists(asFolder)) {
      network.filesOf(RecordedLog.LOCAL).write(asFolder);
    }
    return new ReplicaConfig(
        "faults",
        Topology.read(asFolder.resolve("topology.json")),
        asFolder,
        store,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        Optional.empty(),
        kafka,
        ApplySettings.DEFAULT.aheadMs(),
        network.topology().treeTtls(),
        MAX_SEGMENTS,
        DampingSettings.DEFAULT.refreshMin(),
        new HistoryDepth.WholeLog(),
        AuditConfig.NONE,
        ServerLimits.DEFAULT);
  }
}
