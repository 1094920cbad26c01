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
 * The files of a demo in a temporary folder: start-up files of the AS, a configuration per replica,
 * stores, the broker's data, logs. The logs stay when it is closed, unless they are dropped.
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

  /** {@return where this process logs} */
  Path log() {
    return root.resolve("demo" + LOG);
  }

  /** {@return where a replica in a process of its own logs} */
  Path logOf(String replica) {
    return root.resolve(replica + LOG);
  }

  /** Lets the logs be deleted with everything else. */
  void dropLogs() {
    logsStay = false;
  }

  private boolean stays(Path file) {
    return logsStay && root.equals(file.getParent()) && file.toString().endsWith(LOG);
  }

  /**
   * {@return the configuration file of a replica, which listens at a free port of the loopback
   * address}
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
        # A demo on a busy machine is slow, not wrong.
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

  /** Deletes everything but logs that stay. */
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
