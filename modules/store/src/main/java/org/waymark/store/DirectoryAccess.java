package org.waymark.store;

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
 * Tells a damaged store, which another one heals, from a directory that this process cannot use,
 * where another one would fail as well. It tries instead of interpreting what RocksDB says: RocksDB
 * reports a missing file and a full disk alike as I/O errors.
 */
final class DirectoryAccess {
  /** More than RocksDB writes when it opens a database. */
  private static final int PROBE_BYTES = 1 << 20;

  private static final String PROBE = "probe";

  private DirectoryAccess() {}

  /**
   * Writes a file and deletes it again, and looks whether the other files may be read and written.
   *
   * @param directory that may be missing
   * @throws IOException naming what cannot be used, and why
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
      // A full disk says so without a name.
      throw new FileSystemException(directory.toString(), null, e.getMessage());
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /**
   * Looks whether the files of a directory may be read.
   *
   * @param directory that may be missing
   * @throws IOException naming what cannot be read, and why
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
        "it belongs to %s and cannot be %s by this process"
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
