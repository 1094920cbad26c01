package org.waymark.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that its owner has locked. At most one owner, in this process or another, holds the lock
 * at a time. The system releases the lock when the owner's process ends for any reason.
 */
public final class LockFile implements AutoCloseable {
  private final FileChannel file;

  private LockFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Locks a file without waiting.
   *
   * @param options how to open the file, including {@code WRITE}
   * @return the lock; empty if another owner holds the lock
   * @throws IOException if the file cannot be opened or locked
   */
  public static Optional<LockFile> tryLock(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    try (Opening opening = new Opening(() -> close(channel))) {
      if (lock(channel).isEmpty()) {
        return Optional.empty();
      }
      opening.succeeded();
      return Optional.of(new LockFile(channel));
    }
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Another owner in this process has the lock.
      return Optional.empty();
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Releases the lock. The file remains. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
