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
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of a store, locked for one owner:
 *
 * <pre>
 * lock        held while the store is open
 * db/         the RocksDB database
 * db.seal     what db/ was seen to hold (see {@link Seal})
 * damaged     there while db/ must not be opened again; says why
 * building    there until db/ has caught up with its log for the first time
 * rebuilt/    db/, db.seal, damaged and building of another one, built while the first goes on
 *             answering
 * control/    the socket of a running replica; of its process, not of the store
 * set-aside/  the newest database that could not be used, with its seal and the file why
 * </pre>
 *
 * <p>A database cannot be moved while it is open. So the one built in {@code rebuilt/} is used
 * there until the owner stops, and takes the place of the first at the next start; should it have
 * to be replaced before that, the third one is built in the place of the first. One that is still
 * being built is used only if the other one cannot be: until it is whole, the old one counts.
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
      return locked(home, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  /**
   * {@return the directory as it is, locked against those who write to it} A copy that has no lock,
   * or one that cannot be written, is used without.
   *
   * @throws StoreException.InUse when it is locked
   */
  static StoreDirectory existing(Path home) {
    try {
      return locked(home, StandardOpenOption.WRITE);
    } catch (IOException e) {
      return new StoreDirectory(home, home, new Lock(() -> {}));
    }
  }

  private static StoreDirectory locked(Path home, OpenOption... options) throws IOException {
    FileChannel file = FileChannel.open(home.resolve("lock"), options);
    if (tryLock(file).isEmpty()) {
      file.close();
      throw new StoreException.InUse(home);
    }
    return new StoreDirectory(home, home, new Lock(file));
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
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
   * {@return the place whose database is to be used: this one, or the other one if that is whole,
   * or at least can be opened, and this one is not} The one returned is to be closed too when it is
   * the other one.
   */
  StoreDirectory used() throws IOException {
    StoreDirectory other = beside();
    if (other.rank() > rank()) {
      return other;
    }
    other.close();
    return this;
  }

  /** {@return how much the database is worth: nothing, half built, whole} */
  private int rank() throws IOException {
    if (!hasDatabase() || whyDamaged().isPresent()) {
      return 0;
    }
    return isBuilding() ? 1 : 2;
  }

  /**
   * Lets the database that was built beside take the place of one that must not be opened again, or
   * is no more. Called before anything is opened; what a crash leaves half done is finished by the
   * next call.
   */
  void takeUpRebuilt() throws IOException {
    try (StoreDirectory rebuilt = beside()) {
      if (rebuilt.rank() > rank()) {
        boolean whole = !rebuilt.isBuilding();
        if (hasDatabase() || Files.exists(seal())) {
          setAside(whyDamaged().orElse("its database is gone"));
        }
        if (!whole) {
          markBuilding();
        }
        move(rebuilt.database(), home);
        if (Files.exists(rebuilt.seal())) {
          move(rebuilt.seal(), home);
        }
        Files.deleteIfExists(damaged());
        if (whole) {
          markWhole();
        }
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

  private Path building() {
    return place.resolve("building");
  }

  private Path setAside() {
    return home.resolve("set-aside");
  }

  /** {@return whether there is a database, usable or not} */
  boolean hasDatabase() {
    return Files.exists(database());
  }

  /** {@return whether the database is a folder without files} */
  boolean isEmpty() throws IOException {
    if (!Files.isDirectory(database())) {
      return false;
    }
    try (Stream<Path> files = Files.list(database())) {
      return files.findAny().isEmpty();
    }
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
    return Files.exists(damaged())
        ? Optional.of(new String(Files.readAllBytes(damaged()), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** {@return whether the database has never caught up with its log} */
  boolean isBuilding() {
    return Files.exists(building());
  }

  /** Notes that the database is begun, and not whole until it has caught up. */
  void markBuilding() throws IOException {
    Files.createDirectories(place);
    replace(building(), new byte[0]);
  }

  /** Notes that the database, which was flushed, has caught up with its log. */
  void markWhole() throws IOException {
    if (Files.deleteIfExists(building())) {
      sync(place);
    }
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

  /** Deletes the database and all that tells of it. */
  void deleteDatabase() throws IOException {
    deleteTree(database());
    Files.deleteIfExists(seal());
    Files.deleteIfExists(damaged());
    sync(place);
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
