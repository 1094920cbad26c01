package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowDigest;
import org.waymark.store.row.StoreException;

/**
 * Opens the database in one location of a store directory, and decides whether it may be used.
 *
 * <p>A store that is damaged in any way is set aside and rebuilt, because the log contains
 * everything in it. Opening fails only if {@link DirectoryAccess} finds that this process cannot
 * use the directory, because a new store would fail there as well.
 *
 * @param faults notified of failures of the opened database
 */
record RocksOpening(
    StoreDirectory directory, ApplyVersion version, FaultHandler faults, IfDamaged ifDamaged) {
  private static final Logger LOG = LoggerFactory.getLogger(RocksOpening.class);

  /** What to do with a database that must not be used. */
  private enum IfDamaged {
    /** Set it aside, and create an empty database instead. */
    REBUILT,
    /** Mark it as damaged, and fail to open it. */
    MARKED,
    /** Fail to open it, without writing any file. */
    READ_ONLY
  }

  /**
   * A database that may be used.
   *
   * @param by the opening that found the database usable
   * @param state the rows that were read when the database was opened
   * @param seal the seal of the database when it was opened, if any
   */
  record Opened(
      RocksOpening by,
      RocksDatabase database,
      Provenance provenance,
      OpenedState state,
      Optional<Seal> seal) {}

  private interface Attempt {
    Opened run() throws IOException, RocksDBException;
  }

  /** Thrown if a database must not be used; the message says why. */
  private static final class DamageException extends Exception {
    private static final long serialVersionUID = 1;

    DamageException(String why) {
      super(why);
    }
  }

  /** Opens the database in a directory. Creates the directory if it does not exist. */
  static Opened toServe(
      Path root, Optional<String> replica, ApplyVersion version, FaultHandler faults) {
    RocksOpening opening =
        new RocksOpening(StoreDirectory.lock(root), version, faults, IfDamaged.REBUILT);
    return opening.closedOnFailure(
        () -> {
          if (opening.directory.replayNote().isPresent()) {
            throw new StoreException.Replayed(root);
          }
          if (replica.isPresent()) {
            new DirectoryOwner(root).claim(replica.get());
          }
          CheckpointFolder.clearAbandoned(root);
          opening.directory.takeUpRebuilt();
          return opening.open();
        });
  }

  /** Creates the database of a replay in a directory, which must be empty or not exist yet. */
  static Opened toReplay(Path root, String note, ApplyVersion version, FaultHandler faults) {
    StoreDirectory.requireEmpty(root);
    RocksOpening opening =
        new RocksOpening(StoreDirectory.lock(root), version, faults, IfDamaged.REBUILT);
    return opening.closedOnFailure(
        () -> {
          opening.directory.markReplay(note);
          return opening.open();
        });
  }

  /** Opens the database in a directory, if there is one, without changing anything. */
  static Optional<Opened> toRead(Path root, ApplyVersion version, FaultHandler faults) {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    StoreDirectory home = StoreDirectory.existing(root);
    try {
      StoreDirectory used = home.used();
      if (used != home) {
        home.close();
      }
      if (!used.holdsAnything()) {
        used.close();
        return Optional.empty();
      }
      RocksOpening opening = new RocksOpening(used, version, faults, IfDamaged.READ_ONLY);
      return Optional.of(opening.closedOnFailure(opening::open));
    } catch (IOException e) {
      home.close();
      throw new StoreException.Unreadable(root, e);
    }
  }

  /** Creates a new, empty database in the other location within the directory. */
  Opened beside() {
    RocksOpening other = new RocksOpening(directory.beside(), version, faults, IfDamaged.REBUILT);
    return other.closedOnFailure(other::begun);
  }

  /**
   * Reopens the database in this location.
   *
   * @throws StoreException.Unreadable if it cannot be opened currently
   * @throws StoreException.Unusable if it must not be opened; it has been marked as damaged
   */
  Opened again() {
    try {
      return new RocksOpening(directory, version, faults, IfDamaged.MARKED).open();
    } catch (IOException | RocksDBException e) {
      throw new StoreException.Unreadable(directory.root(), e);
    }
  }

  /**
   * Checks whether the open database may be closed and opened again. If its files were removed, it
   * must stay open, because its rows can then be read only through the files that it has open.
   *
   * @throws StoreException.Unreadable if the database cannot be written at the moment
   * @throws StoreException.Unusable if the files of the database were removed
   */
  void requireReopenable() {
    try {
      requireAccess();
      if (directory.isEmpty()) {
        throw new StoreException.Unusable(
            directory.root(), "its files were removed while it was in use");
      }
    } catch (IOException e) {
      throw new StoreException.Unreadable(directory.root(), e);
    }
  }

  boolean readOnly() {
    return ifDamaged == IfDamaged.READ_ONLY;
  }

  /**
   * Marks the database, and the one being built alongside it, so that they are not opened again.
   */
  void abandon(String why) throws IOException {
    directory.markDamaged(why);
    if (readOnly()) {
      try (StoreDirectory other = directory.beside()) {
        if (other.hasDatabase()) {
          other.markDamaged(why);
        }
      }
    }
  }

  private Opened closedOnFailure(Attempt attempt) {
    try {
      return attempt.run();
    } catch (IOException | RocksDBException e) {
      directory.close();
      throw new StoreException.Unreadable(directory.root(), e);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Creates an empty database in place of the existing one. The existing database is set aside, or
   * deleted if it had never caught up with the log.
   */
  private Opened begun() throws IOException, RocksDBException {
    if (directory.isBuilding()) {
      directory.deleteDatabase();
    }
    directory.markBuilding();
    if (directory.hasDatabase() || Files.exists(directory.seal())) {
      directory.setAside(directory.whyDamaged().orElse("it was replaced by a new one"));
    }
    return fresh(new Provenance.Fresh());
  }

  private Opened open() throws IOException, RocksDBException {
    Optional<String> damaged = directory.whyDamaged();
    if (damaged.isPresent()) {
      return instead(damaged.get());
    }
    if (!directory.isEmpty()) {
      return resumed();
    }
    return Files.exists(directory.seal())
        ? instead("the database is missing, but its seal exists")
        : fresh(new Provenance.Fresh());
  }

  private Opened resumed() throws IOException, RocksDBException {
    try {
      return opened();
    } catch (DamageException damage) {
      return instead(damage.getMessage());
    } catch (IOException | RocksDBException | RuntimeException failure) {
      requireAccess();
    }
    // A second attempt is made before the store is discarded, because the disk may have been full
    // only briefly.
    try {
      return opened();
    } catch (DamageException | IOException | RocksDBException | RuntimeException damage) {
      LOG.debug("Cannot open the database in {}", directory.database(), damage);
      return instead(String.valueOf(damage.getMessage()));
    }
  }

  private void requireAccess() throws IOException {
    for (Path used : new Path[] {directory.root(), directory.database()}) {
      if (readOnly()) {
        DirectoryAccess.requireReadable(used);
      } else {
        DirectoryAccess.requireWritable(used);
      }
    }
  }

  /**
   * Opens the existing database, whose state must not be older than its last seal.
   *
   * @throws DamageException if it must not be used
   * @throws RuntimeException if apply cannot have written its rows
   */
  private Opened opened() throws IOException, RocksDBException, DamageException {
    Optional<Seal> seal = seal();
    if (seal.isPresent()) {
      refuse(seal.get().differsFrom(directory.database()));
    }
    RocksDatabase database =
        new RocksDatabase(
            directory.database(),
            readOnly() ? RocksDatabase.Mode.READ_ONLY : RocksDatabase.Mode.THERE);
    try {
      return checked(database, seal);
    } catch (DamageException | RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  private Optional<Seal> seal() throws IOException, DamageException {
    if (!Files.exists(directory.seal())) {
      return Optional.empty();
    }
    Optional<Seal> seal = Seal.decode(Files.readAllBytes(directory.seal()));
    if (seal.isEmpty()) {
      throw new DamageException("its seal is damaged");
    }
    return seal;
  }

  private Opened checked(RocksDatabase database, Optional<Seal> seal)
      throws IOException, DamageException {
    Optional<byte[]> row = database.persisted(Family.POSITIONS, Keys.POSITIONS);
    if (seal.isPresent()) {
      refuse(seal.get().contradicts(row));
    }
    if (row.isEmpty() && !directory.isBuilding()) {
      throw new DamageException("it is empty, although it had caught up with the log");
    }
    if (row.isPresent()) {
      ApplyVersion found = Positions.decode(row.get()).applyVersion();
      if (!version.accepts(found)) {
        throw new DamageException(
            "it was built with apply version %s, but this replica uses version %s"
                .formatted(found, version));
      }
    }
    refuse(database.tableFault(directory.database()));
    if (!database.missing().isEmpty()) {
      throw new DamageException("it does not have the tables " + database.missing());
    }
    if (seal.isEmpty() || !seal.get().namesTables(directory.database())) {
      // The seal has no checksums of tables that were flushed or compacted after it was written.
      database.verifyChecksums();
    }
    RocksReader rows = RocksReader.of(database, 0);
    try {
      OpenedState state = OpenedState.of(rows, version);
      if (seal.isEmpty() && row.isPresent()) {
        refuseOtherThan(state.positions(), rows);
      }
      Provenance provenance = row.isPresent() ? new Provenance.Resumed() : new Provenance.Fresh();
      return new Opened(this, database, provenance, state, seal);
    } finally {
      rows.close();
    }
  }

  /**
   * Recomputes the digest of a database without a seal and rejects the database if it differs. This
   * is necessary because RocksDB opens some truncated manifests with a gap.
   */
  private static void refuseOtherThan(Positions positions, RocksReader rows)
      throws DamageException {
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      if (!RowDigest.of(rows, positions, topic).equals(positions.digest(topic))) {
        throw new DamageException("it has no seal, and its rows do not match its digest");
      }
    }
  }

  private static void refuse(Optional<String> why) throws DamageException {
    if (why.isPresent()) {
      throw new DamageException(why.get());
    }
  }

  /**
   * Creates an empty database in place of one that must not be used.
   *
   * @throws StoreException.Unusable if this opening may not replace it
   */
  private Opened instead(String why) throws IOException, RocksDBException {
    if (ifDamaged == IfDamaged.MARKED) {
      directory.markDamaged(why);
    }
    if (directory.replayNote().isPresent()) {
      throw StoreException.Unusable.ofReplay(directory.root(), why);
    }
    if (ifDamaged != IfDamaged.REBUILT) {
      throw new StoreException.Unusable(directory.root(), why);
    }
    LOG.warn(
        "Rebuilding the store in {} from the log, and setting the old store aside: {}",
        directory.root(),
        why);
    directory.setAside(why);
    return fresh(new Provenance.Rebuilt(why));
  }

  private Opened fresh(Provenance provenance) throws IOException, RocksDBException {
    if (readOnly()) {
      throw new StoreException.Unusable(directory.root(), "it is empty");
    }
    directory.markBuilding();
    Files.createDirectories(directory.database());
    RocksDatabase database = new RocksDatabase(directory.database(), RocksDatabase.Mode.MADE);
    RocksReader rows = RocksReader.of(database, 0);
    OpenedState nothing = OpenedState.of(rows, version);
    rows.close();
    return new Opened(this, database, provenance, nothing, Optional.empty());
  }
}
