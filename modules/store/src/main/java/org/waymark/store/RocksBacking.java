package org.waymark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FaultHandler;

/** A database with its directory and its seal: decides at opening whether it may be used. */
final class RocksBacking implements Backing {
  private static final Logger LOG = LoggerFactory.getLogger(RocksBacking.class);

  private final Opening opening;
  private final RocksDatabase database;
  private final Provenance provenance;
  private final Sealing sealing;
  private final RocksRows rows;

  private RocksBacking(
      Opening opening, RocksDatabase database, Provenance provenance, Optional<Seal> seal) {
    this.opening = opening;
    this.database = database;
    this.provenance = provenance;
    sealing = new Sealing(opening.directory(), seal);
    rows = new RocksRows(database);
  }

  /**
   * {@return the database of a directory: the one that is there, or an empty one}
   *
   * @throws StoreException.Unreadable when the directory cannot be used
   * @throws StoreException.InUse when somebody else has it open
   */
  static RocksBacking open(Path root, ApplyVersion version, FaultHandler faults) {
    return new Opening(StoreDirectory.lock(root), version, faults, Damaged.REBUILT).usable();
  }

  /**
   * {@return the database of a directory if there is one}
   *
   * @throws StoreException.Unusable when it must not be used; it is left as it is
   * @throws StoreException.Unreadable when the directory cannot be used
   * @throws StoreException.InUse when somebody else has it open
   */
  static Optional<RocksBacking> openExisting(Path root, ApplyVersion version, FaultHandler faults) {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    StoreDirectory directory = StoreDirectory.lock(root);
    if (!directory.holdsAnything()) {
      directory.close();
      return Optional.empty();
    }
    return Optional.of(new Opening(directory, version, faults, Damaged.REFUSED).usable());
  }

  /** What becomes of a database that must not be used. */
  private enum Damaged {
    REBUILT,
    REFUSED
  }

  private interface Attempt {
    RocksBacking run() throws IOException, RocksDBException;
  }

  /** One attempt to open a place of a directory. */
  private record Opening(
      StoreDirectory directory, ApplyVersion version, FaultHandler faults, Damaged ifDamaged) {

    RocksBacking usable() {
      return closedOnFailure(
          () -> {
            directory.takeUpRebuilt();
            return open();
          });
    }

    RocksBacking beside() {
      Opening other = new Opening(directory.beside(), version, faults, Damaged.REBUILT);
      return other.closedOnFailure(other::begunAnew);
    }

    private RocksBacking closedOnFailure(Attempt attempt) {
      try {
        return attempt.run();
      } catch (IOException | RocksDBException e) {
        directory.close();
        throw new StoreException.Unreadable(directory.root(), e);
      } catch (RuntimeException e) {
        directory.close();
        throw e;
      }
    }

    private RocksBacking begunAnew() throws IOException, RocksDBException {
      if (directory.hasDatabase() || Files.exists(directory.seal())) {
        directory.setAside(directory.whyDamaged().orElse("another one was built"));
      }
      return fresh(new Provenance.Fresh());
    }

    private RocksBacking open() throws IOException, RocksDBException {
      Optional<String> damaged = directory.whyDamaged();
      if (damaged.isPresent()) {
        return rebuilt(damaged.get());
      }
      if (!directory.hasDatabase()) {
        return Files.exists(directory.seal())
            ? rebuilt("the database is gone, but its seal is there")
            : fresh(new Provenance.Fresh());
      }
      Optional<Seal> seal = Optional.empty();
      if (Files.exists(directory.seal())) {
        seal = Seal.decode(Files.readAllBytes(directory.seal()));
        if (seal.isEmpty()) {
          return rebuilt("its seal is damaged");
        }
        Optional<String> difference = seal.get().differsFrom(directory.database());
        if (difference.isPresent()) {
          return rebuilt(difference.get());
        }
      }
      return resumed(seal);
    }

    private RocksBacking resumed(Optional<Seal> seal) throws IOException, RocksDBException {
      RocksDatabase database;
      try {
        database = new RocksDatabase(directory.database(), this::unavailable);
      } catch (RocksDBException e) {
        if (RocksDatabase.isDamage(e)) {
          return rebuilt(Causes.text(e));
        }
        throw e;
      }
      Optional<String> unusable;
      Optional<byte[]> positions;
      try {
        positions = database.persisted(Family.POSITIONS, Keys.POSITIONS);
        unusable = unusable(positions, seal);
      } catch (StoreException.Unavailable e) {
        positions = Optional.empty();
        unusable = Optional.of(e.getMessage());
      }
      if (unusable.isPresent()) {
        database.close();
        return rebuilt(unusable.get());
      }
      Provenance provenance =
          positions.isPresent() ? new Provenance.Resumed() : new Provenance.Fresh();
      return new RocksBacking(this, database, provenance, seal);
    }

    private Optional<String> unusable(Optional<byte[]> positions, Optional<Seal> seal) {
      Optional<String> contradiction = seal.flatMap(last -> last.contradicts(positions));
      if (contradiction.isPresent() || positions.isEmpty()) {
        return contradiction;
      }
      ApplyVersion found = Positions.decode(positions.get()).applyVersion();
      return found.equals(version)
          ? Optional.empty()
          : Optional.of("it is of apply version %s, this is %s".formatted(found, version));
    }

    private RocksBacking rebuilt(String why) throws IOException, RocksDBException {
      if (ifDamaged == Damaged.REFUSED) {
        throw new StoreException.Unusable(directory.root(), why);
      }
      LOG.warn("the store in {} is set aside and rebuilt from the log: {}", directory.root(), why);
      directory.setAside(why);
      return fresh(new Provenance.Rebuilt(why));
    }

    private RocksBacking fresh(Provenance provenance) throws IOException, RocksDBException {
      Files.createDirectories(directory.database());
      RocksDatabase database = new RocksDatabase(directory.database(), this::unavailable);
      return new RocksBacking(this, database, provenance, Optional.empty());
    }

    /** Called by any thread that reads or writes; must not throw. */
    private void unavailable(StoreException.Unavailable exception, boolean damaged) {
      if (damaged) {
        try {
          directory.markDamaged(exception.getMessage());
        } catch (IOException e) {
          exception.addSuppressed(e);
        }
      }
      faults.fault("using the store in " + directory.root(), exception);
    }
  }

  @Override
  public RocksRows rows() {
    return rows;
  }

  @Override
  public RocksBacking beside() {
    return opening.beside();
  }

  @Override
  public String place() {
    return opening.directory().root().toString();
  }

  @Override
  public Provenance provenance() {
    return provenance;
  }

  @Override
  public void flush() {
    rows.flush();
    sealing.seal(database);
  }

  @Override
  public void abandon(String why) {
    try {
      opening.directory().markDamaged(why);
    } catch (IOException e) {
      throw new StoreException.Unreadable(opening.directory().root(), e);
    }
  }

  @Override
  public void close() {
    database.close();
    opening.directory().close();
  }
}
