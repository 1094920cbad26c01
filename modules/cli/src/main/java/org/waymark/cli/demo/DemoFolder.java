package org.waymark.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.waymark.fixtures.Network;
import org.waymark.segment.IsdAs;

/**
 * The temporary folder of a demo: the start-up files of the AS, one configuration for each replica,
 * the stores, the broker's data, and logs. Closing this object deletes everything except the logs,
 * which are deleted only after {@link #dropLogs}.
 */
final class DemoFolder implements AutoCloseable {
  private static final String LOG = ".log";

  private final Path root;
  private final Network network;
  private boolean logsStay = true;

  DemoFolder(Network network, IsdAs ia) throws IOException {
    this.root = Files.createTempDirectory("waymark-demo-");
    this.network = network;
    network.filesOf(ia).write(topology());
  }

  Path root() {
    return root;
  }

  Path topology() {
    return root.resolve("as");
  }

  Path certificates() {
    return topology().resolve("certs");
  }

  Path broker() {
    return root.resolve("kafka");
  }

  Path world() {
    return root.resolve("world");
  }

  /** {@return the log file of this process} */
  Path log() {
    return root.resolve("demo" + LOG);
  }

  /** {@return the log file of a replica in a separate process} */
  Path logOf(String replica) {
    return root.resolve(replica + LOG);
  }

  /** Marks the logs for deletion when the folder is closed. */
  void dropLogs() {
    logsStay = false;
  }

  private boolean stays(Path file) {
    return logsStay && root.equals(file.getParent()) && file.toString().endsWith(LOG);
  }

  /**
   * Writes the configuration of a replica that listens on a free port of the loopback address.
   *
   * @return the file
   */
  Path writeConfig(String replica, String bootstrapServers) throws IOException {
    Path file = root.resolve(replica + ".toml");
    Files.writeString(
        file,
        """
        id = "%s"
        topology = "as"
        store = "store-%s"
        listen = "%s:0"

        [kafka]
        bootstrap = "%s"
        # On a busy machine, a demo may be slow but must not fail.
        client = { "default.api.timeout.ms" = "30000" }

        [answers]
        max-segments = 50

        [apply]
        tree-ttl-s = %d
        """
            .formatted(
                replica,
                replica,
                InetAddress.getLoopbackAddress().getHostAddress(),
                bootstrapServers,
                network.topology().treeTtlS()));
    return file;
  }

  /** Deletes everything except the logs, or everything if the logs have been dropped. */
  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!stays(file)) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (!logsStay || !folder.equals(root)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
