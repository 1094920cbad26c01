package org.waymark.store.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.waymark.segment.Sha256;
import org.waymark.store.backing.Seal;

/** Copies or reads files, hashes them, and reports progress. Used by one thread. */
final class FileCopier {
  private static final int BUFFER_BYTES = 1 << 20;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final CopyProgress progress;
  private final long total;
  private long done;

  /**
   * @param total the total size of all files in bytes
   */
  FileCopier(CopyProgress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** A file that was read, with both of its checksums. */
  record Hashed(SnapshotFile file, Seal.SealedFile sealed) {}

  /** Copies a file durably. The copy must not exist. */
  Hashed copy(Path from, Path to) throws IOException {
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Hashed hashed = read(from, Optional.of(out));
      out.force(true);
      return hashed;
    }
  }

  /** Reads a file without copying it. */
  Hashed read(Path file) throws IOException {
    return read(file, Optional.empty());
  }

  private Hashed read(Path file, Optional<FileChannel> copy) throws IOException {
    Sha256 sha = new Sha256();
    CRC32C crc = new CRC32C();
    long size = 0;
    try (FileChannel in = open(file)) {
      ByteBuffer read = ByteBuffer.wrap(buffer);
      while (fill(in, read, file)) {
        read.flip();
        size += read.remaining();
        done += read.remaining();
        crc.update(buffer, 0, read.remaining());
        sha.addBytes(buffer, 0, read.remaining());
        if (copy.isPresent()) {
          writeAll(copy.get(), read);
        }
        progress.read(done, total);
      }
    }
    return new Hashed(
        new SnapshotFile(size, sha.digest()), new Seal.SealedFile(size, (int) crc.getValue()));
  }

  /**
   * Opens a file for reading. The exception says that reading failed, so that it can be told apart
   * from a failure to write the copy.
   */
  private static FileChannel open(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new SnapshotException.NotRead(file, e);
    }
  }

  private static boolean fill(FileChannel in, ByteBuffer buffer, Path file) {
    try {
      return in.read(buffer.clear()) >= 0;
    } catch (IOException e) {
      throw new SnapshotException.NotRead(file, e);
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
