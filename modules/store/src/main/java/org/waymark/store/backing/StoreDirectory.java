package org.waymark.store.backing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.runtime.DurableFile;
import org.waymark.runtime.FileTree;
import org.waymark.store.row.StoreException;

/**
 * The directory of a store, locked for one owner:
 *
 * <pre>
 * lock        locked while the store is open
 * replica     the id of the replica whose store this is (see {@link DirectoryOwner})
 * db/         the RocksDB database
 * db.seal     the state of db/ after a flush (see {@link Seal})
 * damaged     exists while db/ must not be opened again; contains the reason
 * building    exists until db/ has caught up with its log for the first time
 * rebuilt/    db/, db.seal, damaged and building of a second database, built while the first
 *             continues to serve reads
 * control/    the socket of a running replica; belongs to its process, not to the store
 * snapshot/   the checkpoint from which a snapshot is being taken (see {@link CheckpointFolder})
 * set-aside/  the database set aside most recently, with its seal and, in the file why, the reason
 * replay      exists if the store was folded by a replay, not a replica; says what was replayed
 * </pre>
 *
 * <p>A database cannot be moved while it is open. Therefore, the database built in {@code rebuilt/}
 * is used in place until the owner stops, and replaces the first database at the next start. If it
 * must be replaced before then, a third database is built in place of the first. A database that is
 * still being built is used only if the other one is unusable.
 */
final class StoreDirectory implements AutoCloseable {
  private static final String REBUILT = "rebuilt";
  private static final String WHY = "why";

  private final Path home;
  private final Path place;
  private final DirectoryLock lock;
  private boolean closed;

  private StoreDirectory(Path home, Path place, DirectoryLock lock) {
    this.home = home;
    this.place = place;
    this.lock = lock.shared();
  }

  /**
   * Locks the directory, and creates it if it does not exist. The lock lasts until the directory is
   * closed.
   *
   * @throws StoreException.Unreadable if the directory cannot be created or written
   * @throws StoreException.InUse if the directory is locked
   */
  static StoreDirectory lock(Path home) {
    try {
      Files.createDirectories(home);
      return new StoreDirectory(home, home, DirectoryLock.of(home));
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  /**
   * Checks that a directory can be filled, which requires that it is empty or does not exist.
   * Nothing is changed.
   *
   * @throws StoreException.NotEmpty if the directory contains files
   */
  static void requireEmpty(Path home) {
    if (!Files.exists(home)) {
      return;
    }
    if (!Files.isDirectory(home)) {
      throw new StoreException.NotEmpty(home);
    }
    try (Stream<Path> files = Files.list(home)) {
      if (files.findAny().isPresent()) {
        throw new StoreException.NotEmpty(home);
      }
    } catch (IOException e) {
      throw new StoreException.Unreadable(home, e);
    }
  }

  /**
   * Locks the directory against writers without changing it. If the directory is a copy without a
   * lock file, or if its lock file cannot be written, it is used without a lock.
   *
   * @throws StoreException.InUse if the directory is locked
   */
  static StoreDirectory existing(Path home) {
    return new StoreDirectory(home, home, DirectoryLock.ofExisting(home));
  }

  /**
   * Checks that this owner still has the lock, and locks the directory again if the lock file was
   * removed.
   *
   * @throws StoreException.InUse if another owner has locked the directory since then
   */
  void requireLock() throws IOException {
    lock.renew();
  }

  /**
   * {@return the second location for a database in this directory, under the same lock; the caller
   * must close it as well}
   */
  StoreDirectory beside() {
    return new StoreDirectory(home, place.equals(home) ? home.resolve(REBUILT) : home, lock);
  }

  /**
   * Chooses the location of the database to use. This is the other location if its database ranks
   * higher (whole before half-built before unusable), and this location otherwise. If the result is
   * the other location, the caller must also close it.
   */
  StoreDirectory used() throws IOException {
    StoreDirectory other = beside();
    if (other.rank() > rank()) {
      return other;
    }
    other.close();
    return this;
  }

  /**
   * {@return a rank that shows how usable the database is: 0 unusable, 1 still being built, 2
   * complete}
   */
  private int rank() throws IOException {
    if (!hasDatabase() || whyDamaged().isPresent()) {
      return 0;
    }
    return isBuilding() ? 1 : 2;
  }

  /**
   * Replaces a database that is missing or must not be opened again with the one built alongside
   * it. Call this before opening a database. If a crash interrupts the work, the next call finishes
   * it.
   */
  void takeUpRebuilt() throws IOException {
    try (StoreDirectory rebuilt = beside()) {
      if (rebuilt.rank() > rank()) {
        boolean whole = !rebuilt.isBuilding();
        if (hasDatabase() || Files.exists(seal())) {
          setAside(whyDamaged().orElse("its database is missing"));
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
        DurableFile.syncFolder(home);
      }
      FileTree.delete(rebuilt.place);
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

  /** {@return whether a database exists, usable or not} */
  boolean hasDatabase() {
    return Files.exists(database());
  }

  /** {@return whether the database folder is missing or contains no files} */
  boolean isEmpty() throws IOException {
    if (!hasDatabase()) {
      return true;
    }
    if (!Files.isDirectory(database())) {
      return false;
    }
    try (Stream<Path> files = Files.list(database())) {
      return files.findAny().isEmpty();
    }
  }

  /** {@return whether there is a database, or a trace of one, in either location} */
  boolean holdsAnything() {
    return hasDatabase()
        || Files.exists(seal())
        || Files.exists(damaged())
        || Files.exists(home.resolve(REBUILT));
  }

  /** {@return the reason why the database must not be opened; empty if it may be opened} */
  Optional<String> whyDamaged() throws IOException {
    return Files.exists(damaged())
        ? Optional.of(new String(Files.readAllBytes(damaged()), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * Marks the database as one built by a replay, so that no replica ever uses it. The directory
   * must still be empty.
   *
   * @throws StoreException.NotEmpty if another process has used the directory
   */
  void markReplay(String note) throws IOException {
    if (holdsAnything() || replayNote().isPresent()) {
      throw new StoreException.NotEmpty(home);
    }
    replace(replay(), note.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return a description of what was replayed into this directory; empty if it is the store of a
   * replica}
   */
  Optional<String> replayNote() throws IOException {
    return Files.exists(replay())
        ? Optional.of(new String(Files.readAllBytes(replay()), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private Path replay() {
    return home.resolve("replay");
  }

  /** {@return whether the database has never caught up with its log} */
  boolean isBuilding() {
    return Files.exists(building());
  }

  /** Marks the database as being built. It is not whole until it has caught up with the log. */
  void markBuilding() throws IOException {
    Files.createDirectories(place);
    replace(building(), new byte[0]);
  }

  /** Marks the database as caught up with its log. The caller must have flushed it. */
  void markWhole() throws IOException {
    if (Files.deleteIfExists(building())) {
      DurableFile.syncFolder(place);
    }
  }

  /** Marks the database so that it is not opened again. */
  void markDamaged(String why) throws IOException {
    replace(damaged(), why.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Moves the database to {@code set-aside/}, replacing the one there. If a crash interrupts the
   * work, the next call finishes it.
   */
  void setAside(String why) throws IOException {
    markDamaged(why);
    if (hasDatabase()) {
      FileTree.delete(setAside());
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
    DurableFile.syncFolder(place);
    DurableFile.syncFolder(home);
  }

  /** Deletes the database, its seal, and the file that marks it as damaged. */
  void deleteDatabase() throws IOException {
    FileTree.delete(database());
    Files.deleteIfExists(seal());
    Files.deleteIfExists(damaged());
    DurableFile.syncFolder(place);
  }

  private static void move(Path from, Path into) throws IOException {
    Files.move(from, into.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Replaces a file atomically and durably. */
  static void replace(Path file, byte[] content) throws IOException {
    DurableFile.replace(file, content);
    DurableFile.syncFolder(file.toAbsolutePath().getParent());
  }

  /** Releases the directory. The lock remains until the other location is closed as well. */
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
