package org.waymark.store.backing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.waymark.store.row.StoreException;

/**
 * The lock of a store directory. It is released when the last of its owners releases it.
 *
 * <p>A lock belongs to a file, not to the file's name. If the file is removed, for example by a
 * program that cleans up temporary files, another process can create and lock a new file with that
 * name. {@link #renew} detects this.
 *
 * <p>Thread-safe.
 */
final class DirectoryLock {
  private static final String FILE = "lock";

  private final Path home;

  /** The locked file; empty if the directory is used without a lock. */
  private Optional<FileChannel> file = Optional.empty();

  private Optional<Object> key = Optional.empty();
  private int owners;

  private DirectoryLock(Path home) {
    this.home = home;
  }

  /**
   * Locks the directory, which must exist.
   *
   * @throws IOException if the lock file can be neither created nor opened
   * @throws StoreException.InUse if the directory is locked
   */
  static DirectoryLock of(Path home) throws IOException {
    DirectoryLock lock = new DirectoryLock(home);
    lock.take(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return lock;
  }

  /**
   * Locks the directory without creating a file. If the lock file is missing or cannot be written,
   * the directory is used without a lock.
   *
   * @throws StoreException.InUse if the directory is locked
   */
  static DirectoryLock ofExisting(Path home) {
    DirectoryLock lock = new DirectoryLock(home);
    try {
      lock.take(StandardOpenOption.WRITE);
      return lock;
    } catch (IOException e) {
      return new DirectoryLock(home);
    }
  }

  private void take(OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(home.resolve(FILE), options);
    if (tryLock(channel).isEmpty()) {
      channel.close();
      throw new StoreException.InUse(home);
    }
    file = Optional.of(channel);
    key = key();
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Another store in this process has the lock.
      return Optional.empty();
    }
  }

  /** {@return the identity of the file that has the name of the lock file now} */
  private Optional<Object> key() throws IOException {
    Path named = home.resolve(FILE);
    return Files.exists(named)
        ? Optional.ofNullable(Files.readAttributes(named, BasicFileAttributes.class).fileKey())
        : Optional.empty();
  }

  /** Adds an owner. {@return this lock} */
  synchronized DirectoryLock shared() {
    owners++;
    return this;
  }

  /** Removes an owner. */
  synchronized void giveBack() throws IOException {
    owners--;
    if (owners == 0 && file.isPresent()) {
      file.get().close();
    }
  }

  /**
   * Locks the directory again if the lock file was removed.
   *
   * @throws StoreException.InUse if another owner has locked the directory since then
   */
  synchronized void renew() throws IOException {
    // A second channel must not be opened needlessly, because closing it would release the lock.
    if (file.isPresent() && !(Files.exists(home.resolve(FILE)) && key.equals(key()))) {
      FileChannel removed = file.get();
      take(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      removed.close();
    }
  }
}
