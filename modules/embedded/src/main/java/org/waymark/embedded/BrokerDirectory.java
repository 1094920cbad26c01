package org.waymark.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.waymark.embedded.EmbeddedBrokerException.Reason;

/**
 * The data directory of one broker, locked while this object is open.
 *
 * <p>Kafka locks the directory only after its controller has opened the metadata log, which is too
 * late to keep two brokers apart. Therefore, this class first locks its own file.
 */
final class BrokerDirectory implements AutoCloseable {
  static final int NODE_ID = 1;

  private static final String LOCK = "embedded-broker.lock";

  private static final String METADATA_LOG = "__cluster_metadata-0";
  private static final String SNAPSHOT = ".checkpoint";

  private final Path path;
  private final FileChannel lockFile;

  private BrokerDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Locks the directory, creates it if it does not exist, and formats it if it is new. */
  static BrokerDirectory open(Path path, String controllerListener) {
    BrokerDirectory directory;
    try {
      Files.createDirectories(path);
      checkOwner(path);
      directory = new BrokerDirectory(path, lock(path));
    } catch (IOException | UncheckedIOException failed) {
      throw unusable(path, failed);
    }
    try {
      directory.formatOnce(controllerListener);
      return directory;
    } catch (Throwable failed) {
      directory.close();
      throw failed;
    }
  }

  Path path() {
    return path;
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
  }

  private static void checkOwner(Path path) throws IOException {
    Path meta = path.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME);
    if (Files.exists(meta)) {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(meta)) {
        properties.load(reader);
      }
      Optional<String> node = Optional.ofNullable(properties.getProperty("node.id"));
      if (!node.equals(Optional.of(Integer.toString(NODE_ID)))) {
        throw new EmbeddedBrokerException(
            Reason.DIRECTORY_FOREIGN,
            "the embedded broker cannot use "
                + path
                + ": it belongs to another Kafka broker (node "
                + node.orElse("unknown")
                + "); configure a separate directory for the embedded broker");
      }
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      Optional<Path> stranger = entries.filter(entry -> !leftByFormat(entry)).findFirst();
      if (stranger.isPresent()) {
        throw new EmbeddedBrokerException(
            Reason.DIRECTORY_FOREIGN,
            "the embedded broker cannot use "
                + path
                + ": it contains files that do not belong to a broker ("
                + stranger.get().getFileName()
                + "); use an empty or new directory");
      }
    }
  }

  /**
   * {@return whether the entry may be left over from an interrupted format, because it is the lock
   * file or a first snapshot}
   */
  private static boolean leftByFormat(Path entry) {
    String name = entry.getFileName().toString();
    if (!name.equals(METADATA_LOG)) {
      return name.equals(LOCK) || name.contains(SNAPSHOT);
    }
    try (Stream<Path> files = Files.list(entry)) {
      return files.allMatch(file -> file.getFileName().toString().contains(SNAPSHOT));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException inThisJvm) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new EmbeddedBrokerException(
          Reason.DIRECTORY_IN_USE,
          "the embedded broker cannot use "
              + path
              + ": another broker is using it; stop that broker or use another directory");
    }
    return channel;
  }

  private void formatOnce(String controllerListener) {
    if (Files.exists(path.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setNodeId(NODE_ID)
            .setClusterId(Uuid.randomUuid().toString())
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName(controllerListener)
            .setMetadataLogDirectory(path.toString())
            .addDirectory(path.toString());
    try {
      formatter.run();
    } catch (Exception failed) {
      throw unusable(path, failed);
    }
  }

  private static EmbeddedBrokerException unusable(Path path, Exception cause) {
    return new EmbeddedBrokerException(
        Reason.DIRECTORY_UNUSABLE,
        "the embedded broker cannot use "
            + path
            + ": "
            + (cause instanceof AccessDeniedException ? "access is denied" : cause.getMessage())
            + "; use a directory that this user may read and write",
        cause);
  }
}
