package org.waymark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;

/**
 * Opens a place of a directory, and decides whether what it holds may be used.
 *
 * <p>Whatever is wrong with a store, the log has all of it: it is set aside and begun again. Only
 * where {@link DirectoryAccess} finds that this process cannot use the directory is opening
 * refused, since another store would fail there as well.
 *
 * @param faults told of the failures of the opened database
 */
record RocksOpening(
    StoreDirectory directory, ApplyVersion version, FaultHandler faults, IfDamaged ifDamaged) {
  private static final Logger LOG = LoggerFactory.getLogger(RocksOpening.class);

  /** What becomes of a database that must not be used. */
  private enum IfDamaged {
    /** It is set aside and another one is begun in its place. */
    REBUILT,
    /** It is noted as damaged, and opening it is refused. */
    MARKED,
    /** Opening it is refused: whoever opens it writes no file. */
    READ_ONLY
  }

  private interface Attempt {
    RocksBacking run() throws IOException, RocksDBException;
  }

  /** Why a database must not be used. */
  private static final class DamageException extends Exception {
    private static final long serialVersionUID = 1;

    DamageException(String why) {
      super(why);
    }
  }

  /** {@return the database of a directory, which is made when it is missing} */
  static RocksBacking toServe(Path root, ApplyVersion version, FaultHandler faults) {
    RocksOpening opening =
        new RocksOpening(StoreDirectory.lock(root), version, faults, IfDamaged.REBUILT);
    return opening.closedOnFailure(
        () -> {
          opening.directory.takeUpRebuilt();
          return opening.open();
        });
  }

  /** {@return the database of a directory if there is one; nothing is changed} */
  static Optional<RocksBacking> toRead(Path root, ApplyVersion version, FaultHandler faults) {
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

  /** {@return an empty database at the other place of the directory} */
  RocksBacking beside() {
    RocksOpening other = new RocksOpening(directory.beside(), version, faults, IfDamaged.REBUILT);
    return other.closedOnFailure(other::begun);
  }

  /**
   * {@return the database of this place, which was closed}
   *
   * @throws StoreException.Unreadable when it cannot be opened now
   * @throws StoreException.Unusable when it must not be; it is then noted as damaged
   */
  RocksBacking again() {
    try {
      return new RocksOpening(directory, version, faults, IfDamaged.MARKED).open();
    } catch (IOException | RocksDBException e) {
      throw new StoreException.Unreadable(directory.root(), e);
    }
  }

  /**
   * Returns if another attempt to write may succeed.
   *
   * @throws StoreException.Unreadable if not
   */
  void requireWritable() {
    try {
      requireAccess();
    } catch (IOException e) {
      throw new StoreException.Unreadable(directory.root(), e);
    }
  }

  boolean readOnly() {
    return ifDamaged == IfDamaged.READ_ONLY;
  }

  /** Notes that the database must not be opened again, nor what was being built beside it. */
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

  private RocksBacking closedOnFailure(Attempt attempt) {
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

  /** Begins an empty database in the place of what is there; what was half built is no loss. */
  private RocksBacking begun() throws IOException, RocksDBException {
    if (directory.isBuilding()) {
      directory.deleteDatabase();
    }
    directory.markBuilding();
    if (directory.hasDatabase() || Files.exists(directory.seal())) {
      directory.setAside(directory.whyDamaged().orElse("another one was built"));
    }
    return fresh(new Provenance.Fresh());
  }

  private RocksBacking open() throws IOException, RocksDBException {
    Optional<String> damaged = directory.whyDamaged();
    if (damaged.isPresent()) {
      return instead(damaged.get());
    }
    if (directory.hasDatabase() && !directory.isEmpty()) {
      return resumed();
    }
    return Files.exists(directory.seal())
        ? instead("the database is gone, but its seal is there")
        : fresh(new Provenance.Fresh());
  }

  private RocksBacking resumed() throws IOException, RocksDBException {
    try {
      return opened();
    } catch (DamageException damage) {
      return instead(damage.getMessage());
    } catch (IOException | RocksDBException | RuntimeException failure) {
      requireAccess();
    }
    // The disk may have been full a moment ago: a store is not given up for that.
    try {
      return opened();
    } catch (DamageException | IOException | RocksDBException | RuntimeException damage) {
      LOG.debug("opening {}", directory.database(), damage);
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
   * {@return the database that is there, as the last seal describes it, or ahead of that}
   *
   * @throws DamageException if it is not
   * @throws RuntimeException if its rows are not as apply writes them
   */
  private RocksBacking opened() throws IOException, RocksDBException, DamageException {
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

  private RocksBacking checked(RocksDatabase database, Optional<Seal> seal)
      throws IOException, DamageException {
    Optional<byte[]> row = database.persisted(Family.POSITIONS, Keys.POSITIONS);
    if (seal.isPresent()) {
      refuse(seal.get().contradicts(row));
    }
    if (row.isEmpty() && !directory.isBuilding()) {
      throw new DamageException("it holds no record, but had caught up with the log");
    }
    if (row.isPresent()) {
      ApplyVersion found = Positions.decode(row.get()).applyVersion();
      if (!found.equals(version)) {
        throw new DamageException(
            "it is of apply version %s, this is %s".formatted(found, version));
      }
    }
    if (seal.isEmpty() || !seal.get().namesTables(directory.database())) {
      // Some tables are newer than the seal, which has checksums of the others: flushed or
      // compacted
      // since.
      database.verifyChecksums();
    }
    RocksReader rows = RocksReader.of(database, 0);
    try {
      OpenedState opened = OpenedState.of(rows, version);
      if (seal.isEmpty() && row.isPresent()) {
        refuseOtherThan(opened.positions(), rows);
      }
      Provenance provenance = row.isPresent() ? new Provenance.Resumed() : new Provenance.Fresh();
      return new RocksBacking(this, database, provenance, opened, seal);
    } finally {
      rows.close();
    }
  }

  /** RocksDB opens some cut manifests with a gap: what no seal vouches for is counted. */
  private static void refuseOtherThan(Positions positions, RocksReader rows)
      throws DamageException {
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      if (!RowDigest.of(rows, positions, topic).equals(positions.digest(topic))) {
        throw new DamageException("it has no seal, and its rows are not those of its digest");
      }
    }
  }

  private static void refuse(Optional<String> why) throws DamageException {
    if (why.isPresent()) {
      throw new DamageException(why.get());
    }
  }

  /** {@return another database in the place of one that must not be used, if that is wanted} */
  private RocksBacking instead(String why) throws IOException, RocksDBException {
    if (ifDamaged == IfDamaged.MARKED) {
      directory.markDamaged(why);
    }
    if (ifDamaged != IfDamaged.REBUILT) {
      throw new StoreException.Unusable(directory.root(), why);
    }
    LOG.warn("the store in {} is set aside and rebuilt from the log: {}", directory.root(), why);
    directory.setAside(why);
    return fresh(new Provenance.Rebuilt(why));
  }

  private RocksBacking fresh(Provenance provenance) throws IOException, RocksDBException {
    if (readOnly()) {
      throw new StoreException.Unusable(directory.root(), "it holds no record");
    }
    directory.markBuilding();
    Files.createDirectories(directory.database());
    RocksDatabase database = new RocksDatabase(directory.database(), RocksDatabase.Mode.MADE);
    RocksReader rows = RocksReader.of(database, 0);
    OpenedState nothing = OpenedState.of(rows, version);
    rows.close();
    return new RocksBacking(this, database, provenance, nothing, Optional.empty());
  }
}
