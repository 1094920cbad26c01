package org.waymark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FaultHandler;

/** A database in a directory in which nothing changes. */
final class ReadOnlyBacking implements Backing {
  private final StoreDirectory directory;
  private final RocksDatabase database;
  private final RocksRows rows;

  private ReadOnlyBacking(StoreDirectory directory, RocksDatabase database) {
    this.directory = directory;
    this.database = database;
    this.rows = new RocksRows(database);
  }

  /**
   * {@return the database of a directory if there is one: the first, or, where that must not be
   * opened, the one that was built beside it}
   *
   * @throws StoreException.Unusable if it must not be used
   * @throws StoreException.Unreadable if the directory cannot be read
   * @throws StoreException.InUse if somebody else has it open
   */
  static Optional<ReadOnlyBacking> open(Path root, ApplyVersion version, FaultHandler faults) {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    StoreDirectory home = StoreDirectory.lockToRead(root);
    try {
      if (!home.holdsAnything()) {
        home.close();
        return Optional.empty();
      }
      StoreDirectory beside = home.beside();
      boolean usesBeside =
          (!home.hasDatabase() || home.whyDamaged().isPresent()) && beside.hasDatabase();
      (usesBeside ? home : beside).close();
      return Optional.of(opened(usesBeside ? beside : home, version, faults));
    } catch (IOException e) {
      home.close();
      throw new StoreException.Unreadable(root, e);
    }
  }

  private static ReadOnlyBacking opened(
      StoreDirectory directory, ApplyVersion version, FaultHandler faults) throws IOException {
    try {
      Optional<Seal> seal = usableSeal(directory);
      RocksDatabase database =
          RocksDatabase.readOnly(
              directory.database(),
              (unavailable, damaged) ->
                  faults.fault("reading the store in " + directory.root(), unavailable));
      try {
        Optional<String> unusable = unusable(database, seal, version);
        if (unusable.isPresent()) {
          throw new StoreException.Unusable(directory.root(), unusable.get());
        }
        return new ReadOnlyBacking(directory, database);
      } catch (RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (RocksDBException e) {
      directory.close();
      throw new StoreException.Unusable(directory.root(), Causes.text(e));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static Optional<Seal> usableSeal(StoreDirectory directory) throws IOException {
    Optional<String> damaged = directory.whyDamaged();
    if (damaged.isPresent() || !directory.hasDatabase()) {
      throw new StoreException.Unusable(
          directory.root(), damaged.orElse("the database is gone, but its seal is there"));
    }
    if (!Files.exists(directory.seal())) {
      return Optional.empty();
    }
    Optional<Seal> seal = Seal.decode(Files.readAllBytes(directory.seal()));
    Optional<String> wrong =
        seal.isEmpty()
            ? Optional.of("its seal is damaged")
            : seal.get().differsFrom(directory.database());
    if (wrong.isPresent()) {
      throw new StoreException.Unusable(directory.root(), wrong.get());
    }
    return seal;
  }

  private static Optional<String> unusable(
      RocksDatabase database, Optional<Seal> seal, ApplyVersion version) {
    Optional<byte[]> positions = database.persisted(Family.POSITIONS, Keys.POSITIONS);
    Optional<String> contradiction = seal.flatMap(last -> last.contradicts(positions));
    if (contradiction.isPresent() || positions.isEmpty()) {
      return contradiction;
    }
    ApplyVersion found = Positions.decode(positions.get()).applyVersion();
    return found.equals(version)
        ? Optional.empty()
        : Optional.of("it is of apply version %s, this is %s".formatted(found, version));
  }

  @Override
  public String place() {
    return directory.root().toString();
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public Backing beside() {
    throw readOnly();
  }

  @Override
  public Provenance provenance() {
    return new Provenance.Resumed();
  }

  /** Nothing was committed. */
  @Override
  public void flush() {}

  @Override
  public void abandon(String why) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("this store was opened to be read");
  }

  @Override
  public void close() {
    database.close();
    directory.close();
  }
}
