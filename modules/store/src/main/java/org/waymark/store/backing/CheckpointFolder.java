package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.LockFile;
import org.waymark.store.row.StoreException;

/**
 * The folder {@code snapshot} of a store directory, which contains the checkpoint from which a
 * snapshot is made:
 *
 * <pre>
 * lock   locked while a snapshot is being made
 * db/    the checkpoint
 * </pre>
 *
 * <p>The process that makes the snapshot holds the lock, and requests the checkpoint from the
 * replica, which may be another process. The tables of a checkpoint are hard links, so they take
 * space only while the store has replaced them. If the process is killed, the checkpoint stays
 * until the next snapshot or the next start of the replica.
 */
public final class CheckpointFolder implements AutoCloseable {
  private final Path home;
  private final LockFile lock;

  private CheckpointFolder(Path home, LockFile lock) {
    this.home = home;
    this.lock = lock;
  }

  /** {@return the path of a store's checkpoint} */
  public static Path database(Path home) {
    return folder(home).resolve("db");
  }

  private static Path folder(Path home) {
    return home.resolve("snapshot");
  }

  /**
   * Locks the folder, which is created if it does not exist, and removes an abandoned checkpoint.
   *
   * @param home the store directory
   * @return the folder; empty if another snapshot of the store is being made
   * @throws StoreException.Unreadable if the folder cannot be used
   */
  public static Optional<CheckpointFolder> lock(Path home) {
    try {
      Files.createDirectories(folder(home));
      Optional<CheckpointFolder> locked = tryLock(home);
      if (locked.isPresent()) {
        FileTree.delete(database(home));
      }
      return locked;
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  /** Removes a checkpoint that no process uses. */
  static void clearAbandoned(Path home) throws IOException {
    if (Files.isDirectory(folder(home))) {
      Optional<CheckpointFolder> locked = tryLock(home);
      if (locked.isPresent()) {
        locked.get().close();
      }
    }
  }

  private static Optional<CheckpointFolder> tryLock(Path home) throws IOException {
    return LockFile.tryLock(
            folder(home).resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        .map(lock -> new CheckpointFolder(home, lock));
  }

  /** {@return the folder of the checkpoint, which exists once the replica has made it} */
  public Path database() {
    return database(home);
  }

  /** Removes the checkpoint and releases the lock. */
  @Override
  public void close() {
    try (lock) {
      FileTree.delete(database(home));
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }
}
