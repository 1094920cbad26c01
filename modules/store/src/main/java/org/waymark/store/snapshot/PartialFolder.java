package org.waymark.store.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.runtime.DurableFile;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.LockFile;

/**
 * A folder that is filled under the name {@code NAME.partial}, and renamed to its final name only
 * when it is complete and on disk. If the process is killed, the partial folder remains until the
 * next attempt to create a folder with the same name deletes it.
 *
 * <p>The file {@code lock} in the partial folder is locked while the folder is being filled.
 */
final class PartialFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path target;
  private final Path partial;
  private final LockFile lock;
  private boolean completed;

  private PartialFolder(Path target, Path partial, LockFile lock) {
    this.target = target;
    this.partial = partial;
    this.lock = lock;
  }

  /**
   * Starts filling a folder. Missing parent folders are created.
   *
   * @param target the folder, which must be missing or empty when it is completed
   * @throws SnapshotException.Busy if another process is filling it
   */
  static PartialFolder of(Path target) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    Path partial = absolute.resolveSibling(absolute.getFileName() + ".partial");
    Files.createDirectories(partial);
    LockFile lock =
        LockFile.tryLock(partial.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
            .orElseThrow(() -> new SnapshotException.Busy(target));
    for (Path left : content(partial)) {
      if (!left.endsWith(LOCK)) {
        FileTree.delete(left);
      }
    }
    return new PartialFolder(absolute, partial, lock);
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** {@return the folder to fill} */
  Path path() {
    return partial;
  }

  /** Renames the folder to its final name. All files in it must already be on disk. */
  void complete() throws IOException {
    Files.delete(partial.resolve(LOCK));
    for (Path folder : content(partial)) {
      if (Files.isDirectory(folder)) {
        DurableFile.syncFolder(folder);
      }
    }
    DurableFile.syncFolder(partial);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    completed = true;
    DurableFile.syncFolder(target.getParent());
  }

  /** Deletes the folder unless it was completed. */
  @Override
  public void close() {
    try (lock) {
      if (!completed) {
        FileTree.delete(partial);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
