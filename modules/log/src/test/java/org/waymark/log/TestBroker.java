package org.waymark.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.embedded.EmbeddedBroker.Config;

/** A broker of this process, which can be stopped, started again and tampered with. */
final class TestBroker implements TestKafka {
  private static final String SEGMENT = "00000000000000000000";

  private final Path dir;
  private EmbeddedBroker broker;

  TestBroker(Path dir) {
    this.dir = dir;
    this.broker = EmbeddedBroker.start(Config.of(dir, 0));
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

  /** Starts it again under its old address. */
  void startAgain() {
    broker = EmbeddedBroker.start(Config.of(dir, broker.port()));
  }

  /** Cuts a topic of a single file off, as if its last records had never reached the disk. */
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

  @Override
  public void close() {
    stop();
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
