package org.waymark.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.embedded.EmbeddedBroker.Config;
import org.waymark.runtime.FileTree;

/** A broker in this process that a test can stop, restart and tamper with. */
final class TestBroker implements TestKafka {
  private static final String SEGMENT = "00000000000000000000";

  private final Path dir;
  private final Map<String, String> settings;
  private EmbeddedBroker broker;

  TestBroker(Path dir) {
    this(dir, Map.of());
  }

  /**
   * @param settings additional Kafka broker settings
   */
  TestBroker(Path dir, Map<String, String> settings) {
    this.dir = dir;
    this.settings = settings;
    this.broker = EmbeddedBroker.start(config(0));
  }

  private Config config(int port) {
    Config config = Config.of(dir, port);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      config = config.with(setting.getKey(), setting.getValue());
    }
    return config;
  }

  @Override
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public Optional<TestBroker> broker() {
    return Optional.of(this);
  }

  void stop() {
    broker.close();
  }

  /** Restarts the broker at its old address. */
  void startAgain() {
    broker = EmbeddedBroker.start(config(broker.port()));
  }

  /**
   * Truncates a topic that consists of a single file, as if its last records had never reached the
   * disk.
   */
  void truncate(String topic, long end) {
    stop();
    Path partition = dir.resolve(topic + "-0");
    try {
      cut(partition.resolve(SEGMENT + ".log"), end);
      List<Path> derived;
      try (Stream<Path> files = Files.list(partition)) {
        derived = files.filter(file -> isDerived(file.getFileName().toString())).toList();
      }
      for (Path file : derived) {
        Files.delete(file);
      }
      Files.deleteIfExists(dir.resolve(".kafka_cleanshutdown"));
      Files.deleteIfExists(dir.resolve("recovery-point-offset-checkpoint"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    startAgain();
  }

  /** Copies the folder of the broker. */
  void backUp() {
    stop();
    copy(dir, backup());
    startAgain();
  }

  /** Restarts the broker with the copy as its folder. */
  void restoreBackup() {
    stop();
    delete(dir);
    copy(backup(), dir);
    startAgain();
  }

  private Path backup() {
    return dir.resolveSibling(dir.getFileName() + "-backup");
  }

  private static void copy(Path from, Path to) {
    delete(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Flips one bit of a record in a topic that consists of a single file, while the broker is
   * running.
   */
  void flipABit(String topic, long offset) {
    Path file = dir.resolve(topic + "-0").resolve(SEGMENT + ".log");
    try (FileRecords records = FileRecords.open(file.toFile(), false);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (FileChannelRecordBatch batch : records.batches()) {
        if (batch.lastOffset() == offset) {
          long last = batch.position() + batch.sizeInBytes() - 1;
          ByteBuffer one = ByteBuffer.allocate(1);
          channel.read(one, last);
          channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), last);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    stop();
    delete(backup());
  }

  private static boolean isDerived(String name) {
    return name.endsWith("index") || name.endsWith(".snapshot");
  }

  private static void cut(Path file, long end) throws IOException {
    long size = 0;
    try (FileRecords records = FileRecords.open(file.toFile(), false)) {
      for (FileChannelRecordBatch batch : records.batches()) {
        if (batch.lastOffset() < end) {
          size = batch.position() + batch.sizeInBytes();
        }
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
