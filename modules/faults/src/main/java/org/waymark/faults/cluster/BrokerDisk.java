package org.waymark.faults.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.waymark.runtime.FileTree;

/**
 * The data directory of a stopped broker.
 *
 * @param path the directory
 */
public record BrokerDisk(Path path) {
  private static final String FIRST_SEGMENT = "00000000000000000000.log";

  /** Copies the directory to the backup. */
  public void backUp() throws IOException {
    copy(path, backup());
  }

  /** Replaces the directory with the backup. */
  public void restore() throws IOException {
    copy(backup(), path);
  }

  private Path backup() {
    return path.resolveSibling(path.getFileName() + "-backup");
  }

  /** Replaces a directory with a copy of another one. */
  public static void copy(Path from, Path to) throws IOException {
    FileTree.delete(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(
            one, to.resolve(from.relativize(one).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /**
   * Truncates a topic, as if its last records had never reached the disk.
   *
   * @param topic the name of the topic, which has a single file
   * @param end the offset of the first missing record
   */
  public void truncate(String topic, long end) throws IOException {
    Path partition = path.resolve(topic + "-0");
    Path records = partition.resolve(FIRST_SEGMENT);
    try (FileChannel channel = FileChannel.open(records, StandardOpenOption.WRITE)) {
      channel.truncate(sizeUpTo(records, end));
    }
    for (Path file : derived(partition)) {
      Files.delete(file);
    }
    // The broker would otherwise trust the length that it had when it stopped.
    Files.deleteIfExists(path.resolve(".kafka_cleanshutdown"));
    Files.deleteIfExists(path.resolve("recovery-point-offset-checkpoint"));
  }

  private static long sizeUpTo(Path file, long end) throws IOException {
    long size = 0;
    try (FileRecords records = FileRecords.open(file.toFile(), false)) {
      for (FileChannelRecordBatch batch : records.batches()) {
        if (batch.lastOffset() < end) {
          size = batch.position() + batch.sizeInBytes();
        }
      }
    }
    return size;
  }

  private static List<Path> derived(Path partition) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      return files
          .filter(
              file -> file.toString().endsWith("index") || file.toString().endsWith(".snapshot"))
          .toList();
    }
  }
}
