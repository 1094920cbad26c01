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
 * stores, the broker's data.
 */
final class DemoFolder implements AutoCloseable {
  private final Path root;
  private final Network network;

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

  Path logOf(String replica) {
    return root.resolve(replica + ".log");
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

  /** Deletes everything. */
  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
