package org.waymark.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The directory of a store, locked for one owner:
 *
 * <pre>
 * lock        held while the store is open
 * db/         the RocksDB database
 * db.seal     what db/ was seen to hold (see {@link Seal})
 * damaged     there while db/ must not be opened again; says why
 * set-aside/  the newest database that could not be used, with its seal and the file why
 * </pre>
 */
final class StoreDirectory implements AutoCloseable {
  private static final String WHY = "why";

  private final Path root;
  private final FileChannel lockFile;

  private StoreDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * {@return the directory, made when it was missing, and locked until it is closed}
   *
   * @throws StoreException.Unreadable when it cannot be made or written
   * @throws StoreException.InUse when it is locked
   */
  static StoreDirectory lock(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel file =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(file).isEmpty()) {
        file.close();
        throw new StoreException.InUse(root);
      }
      return new StoreDirectory(root, file);
    } catch (IOException e) {
      throw new StoreException.Unreadable(root, e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException e) {
      // Held by another store of this process.
      return Optional.empty();
    }
  }

  Path root() {
    return root;
  }

  Path database() {
    return root.resolve("db");
  }

  Path seal() {
    return root.resolve("db.seal");
  }

  private Path damaged() {
    return root.resolve("damaged");
  }

  private Path setAside() {
    return root.resolve("set-aside");
  }

  /** {@return whether there is a database, usable or not} */
  boolean hasDatabase() {
    return Files.exists(database());
  }

  /** {@return why the database must not be opened, if it must not} */
  Optional<String> whyDamaged() throws IOException {
    return Files.exists(damaged()) ? Optional.of(Files.readString(damaged())) : Optional.empty();
  }

  /** Notes that the database must not be opened again. */
  void markDamaged(String why) throws IOException {
    replace(damaged(), why.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Moves the database out of the way, in the place of the one that was moved there before. What a
   * crash leaves half done is finished by the next call.
   */
  void setAside(String why) throws IOException {
    markDamaged(why);
    if (hasDatabase()) {
      deleteTree(setAside());
      Files.createDirectory(setAside());
      move(database(), setAside());
    }
    if (Files.exists(seal())) {
      Files.createDirectories(setAside());
      move(seal(), setAside());
    }
    Files.createDirectories(setAside());
    replace(setAside().resolve(WHY), why.getBytes(StandardCharsets.UTF_8));
    Files.delete(damaged());
    sync(root);
  }

  private static void move(Path from, Path into) throws IOException {
    Files.move(from, into.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Replaces a file so that a crash leaves the old or the new content, never a part: write, sync,
   * rename, sync the directory.
   */
  static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(file.toAbsolutePath().getParent());
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Lets others have the directory. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new StoreException.Unreadable(root, e);
    }
  }
}
