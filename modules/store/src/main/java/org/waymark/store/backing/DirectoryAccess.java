package org.waymark.store.backing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Distinguishes a damaged store, which can be rebuilt, from a directory that this process cannot
 * use, where a rebuilt store would fail as well. This class probes the directory instead of
 * interpreting RocksDB's errors, because RocksDB reports both a missing file and a full disk as I/O
 * errors.
 */
final class DirectoryAccess {
  /**
   * The number of bytes to write as a probe, which is more than RocksDB writes when it opens a
   * database.
   */
  private static final int PROBE_BYTES = 1 << 20;

  private static final String PROBE = "probe";

  private DirectoryAccess() {}

  /**
   * Checks that files can be created in a directory, and that its files can be read and written.
   *
   * @param directory the directory, which may not exist
   * @throws IOException if the check fails; the message names the file and the reason
   */
  static void requireWritable(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    requireReadable(directory);
    for (Path file : files(directory)) {
      if (!Files.isWritable(file) && Files.exists(file)) {
        throw denied(file, "written");
      }
    }
    Path probe = directory.resolve(PROBE);
    try {
      write(probe);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // The exception for a full disk does not name a file.
      throw new FileSystemException(directory.toString(), null, e.getMessage());
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /**
   * Checks that the files of a directory can be read.
   *
   * @param directory the directory, which may not exist
   * @throws IOException if the check fails; the message names the file and the reason
   */
  static void requireReadable(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path file : files(directory)) {
      if (!Files.isReadable(file) && Files.exists(file)) {
        throw denied(file, "read");
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static FileSystemException denied(Path file, String how) throws IOException {
    return new FileSystemException(
        file.toString(),
        null,
        "it belongs to user %s and cannot be %s by this process"
            .formatted(Files.getOwner(file).getName(), how));
  }

  private static void write(Path probe) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            probe,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
