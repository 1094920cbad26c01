package org.waymark.store;

import java.io.Closeable;
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
 * rebuilt/    db/, db.seal and damaged of another one, built while the first goes on answering
 * control/    the socket of a running replica; of its process, not of the store
 * set-aside/  the newest database that could not be used, with its seal and the file why
 * </pre>
 *
 * <p>A database cannot be moved while it is open. So the one built in {@code rebuilt/} is used
 * there until the owner stops, and takes the place of the first at the next start; should it have
 * to be replaced before that, the third one is built in the place of the first.
 */
final class StoreDirectory implements AutoCloseable {
  private static final String REBUILT = "rebuilt";
  private static final String WHY = "why";

  private final Path home;
  private final Path place;
  private final Lock lock;
  private boolean closed;

  /** One lock for both places; it is free when the last of them is closed. */
  private static final class Lock {
    private final Closeable file;
    private int owners;

    Lock(Closeable file) {
      this.file = file;
    }

    synchronized Lock taken() {
      owners++;
      return this;
    }

    synchronized void giveBack() throws IOException {
      owners--;
      if (owners == 0) {
        file.close();
      }
    }
  }

  private StoreDirectory(Path home, Path place, Lock lock) {
    this.home = home;
    this.place = place;
    this.lock = lock.taken();
  }

  /**
   * {@return the directory, made when it was missing, and locked until it is closed}
   *
   * @throws StoreException.Unreadable when it cannot be made or written
   * @throws StoreException.InUse when it is locked
   */
  static StoreDirectory lock(Path home) {
    try {
      Files.createDirectories(home);
      FileChannel file =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(file, false).isEmpty()) {
        file.close();
        throw new StoreException.InUse(home);
      }
      return new StoreDirectory(home, home, new Lock(file));
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  /**
   * {@return the directory to be read as it is: nothing is made, and no owner has it until it is
   * closed. A copy without the file of the lock has no owner}
   *
   * @throws StoreException.Unreadable if it cannot be read
   * @throws StoreException.InUse if an owner has it
   */
  static StoreDirectory lockToRead(Path home) {
    Path file = home.resolve("lock");
    try {
      if (!Files.exists(file)) {
        return new StoreDirectory(home, home, new Lock(() -> {}));
      }
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      if (tryLock(channel, true).isEmpty()) {
        channel.close();
        throw new StoreException.InUse(home);
      }
      return new StoreDirectory(home, home, new Lock(channel));
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel file, boolean shared) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock(0, Long.MAX_VALUE, shared));
    } catch (OverlappingFileLockException e) {
      // Held by another store of this process.
      return Optional.empty();
    }
  }

  /** {@return the other place of this directory, under the same lock, to be closed as well} */
  StoreDirectory beside() {
    return new StoreDirectory(home, place.equals(home) ? home.resolve(REBUILT) : home, lock);
  }

  /**
   * Lets the database that was built beside take the place of one that must not be opened again.
   * Called before anything is opened; what a crash leaves half done is finished by the next call.
   */
  void takeUpRebuilt() throws IOException {
    try (StoreDirectory rebuilt = beside()) {
      boolean usable = hasDatabase() && whyDamaged().isEmpty();
      if (!usable && rebuilt.hasDatabase() && rebuilt.whyDamaged().isEmpty()) {
        if (hasDatabase() || Files.exists(seal())) {
          setAside(whyDamaged().orElse("its database is gone"));
        }
        move(rebuilt.database(), home);
        if (Files.exists(rebuilt.seal())) {
          move(rebuilt.seal(), home);
        }
        Files.deleteIfExists(damaged());
        sync(home);
      }
      deleteTree(rebuilt.place);
    }
  }

  Path root() {
    return home;
  }

  Path database() {
    return place.resolve("db");
  }

  Path seal() {
    return place.resolve("db.seal");
  }

  private Path damaged() {
    return place.resolve("damaged");
  }

  private Path setAside() {
    return home.resolve("set-aside");
  }

  /** {@return whether there is a database, usable or not} */
  boolean hasDatabase() {
    return Files.exists(database());
  }

  /** {@return whether there is a database or a trace of one, here or beside} */
  boolean holdsAnything() {
    return hasDatabase()
        || Files.exists(seal())
        || Files.exists(damaged())
        || Files.exists(home.resolve(REBUILT));
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
    sync(place);
    sync(home);
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

  /** Lets others have the directory, once its other place is closed too. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lock.giveBack();
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }
}
