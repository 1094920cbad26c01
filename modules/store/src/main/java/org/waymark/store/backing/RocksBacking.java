package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.StoreException;

/**
 * The backing of a store on disk: an open database with its directory and seal.
 *
 * <p>Owned by a store. Used by the thread that applies, except that faults may be reported on any
 * thread, and {@code whole} may be read by any thread.
 */
public final class RocksBacking implements Backing {
  private final RocksOpening opening;
  private final RocksDatabase database;
  private final Provenance provenance;
  private final OpenedState opened;
  private final Sealing sealing;
  private final RocksRows rows;
  private final CompletableFuture<StoreException.Unavailable> failure = new CompletableFuture<>();
  private final Optional<String> replayNote;
  private volatile boolean whole;

  private RocksBacking(RocksOpening.Opened found) {
    opening = found.by();
    database = found.database();
    provenance = found.provenance();
    opened = found.state();
    sealing = new Sealing(opening.directory(), found.seal());
    rows = new RocksRows(database);
    whole = !opening.directory().isBuilding();
    replayNote = readReplayNote(opening.directory());
    database.reportTo(this::unavailable);
  }

  /**
   * Opens the database in a directory, or creates an empty one if there is none.
   *
   * @param replica the id of the replica that opens its store; empty if a tool opens the store
   * @throws StoreException.OtherReplica if the directory contains the store of another replica
   * @throws StoreException.Unreadable if the directory cannot be used
   * @throws StoreException.InUse if the directory is already open
   */
  public static RocksBacking open(
      Path root, Optional<String> replica, ApplyVersion version, FaultHandler faults) {
    return new RocksBacking(RocksOpening.toServe(root, replica, version, faults));
  }

  private static Optional<String> readReplayNote(StoreDirectory directory) {
    try {
      return directory.replayNote();
    } catch (IOException e) {
      throw new StoreException.Unreadable(directory.root(), e);
    }
  }

  /**
   * Creates the database of a replay.
   *
   * @param note a description of what is replayed
   * @throws StoreException.NotEmpty if the directory contains files
   * @throws StoreException.Unreadable if the directory cannot be used
   * @throws StoreException.InUse if the directory is already open
   */
  public static RocksBacking openReplay(
      Path root, String note, ApplyVersion version, FaultHandler faults) {
    return new RocksBacking(RocksOpening.toReplay(root, note, version, faults));
  }

  /**
   * Opens the database in a directory for reading, if there is one. No file is changed.
   *
   * @throws StoreException.Unusable if the database must not be used
   * @throws StoreException.Unreadable if the directory cannot be used
   * @throws StoreException.InUse if the directory is already open
   */
  public static Optional<RocksBacking> openExisting(
      Path root, ApplyVersion version, FaultHandler faults) {
    return RocksOpening.toRead(root, version, faults).map(RocksBacking::new);
  }

  /** Reports that rows cannot be read or written. Called from any thread; must not throw. */
  private void unavailable(StoreException.Unavailable exception) {
    if (!failure.complete(exception)) {
      return;
    }
    if (exception.damaged() && !opening.readOnly()) {
      try {
        opening.directory().markDamaged(exception.getMessage());
      } catch (IOException e) {
        exception.addSuppressed(e);
      }
    }
    opening.faults().fault("using the store in " + place() + " failed", exception);
  }

  @Override
  public RocksRows rows() {
    return rows;
  }

  @Override
  public OpenedState opened() {
    return opened;
  }

  @Override
  public RocksBacking beside() {
    return new RocksBacking(opening.beside());
  }

  @Override
  public RocksBacking again() {
    // This is checked before closing, so that rows stay readable: a full disk may stay full for
    // hours, and another store may take as long to build.
    opening.requireReopenable();
    database.close();
    return new RocksBacking(opening.again());
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
  public CompletableFuture<StoreException.Unavailable> failure() {
    return failure;
  }

  @Override
  public void flush() {
    if (!opening.readOnly()) {
      requireLock();
      rows.flush();
      sealing.seal(database);
    }
  }

  /**
   * Checks that no other process has taken over the directory, because two processes would
   * overwrite each other's files.
   */
  private void requireLock() {
    try {
      opening.directory().requireLock();
    } catch (IOException e) {
      throw new StoreException.Unavailable("lock its directory", e, false);
    }
  }

  @Override
  public void checkpoint() {
    database.checkpoint(CheckpointFolder.database(opening.directory().root()));
  }

  @Override
  public boolean whole() {
    return whole;
  }

  @Override
  public void markWhole() {
    if (database.persisted(Family.POSITIONS, Keys.POSITIONS).isEmpty()) {
      // The store of an empty log looks the same as a store that has lost everything, so it is not
      // marked as whole.
      return;
    }
    try {
      opening.directory().markWhole();
      whole = true;
    } catch (IOException e) {
      throw new StoreException.Unavailable("record that it has caught up", e, false);
    }
  }

  @Override
  public Optional<String> replayNote() {
    return replayNote;
  }

  @Override
  public void abandon(String why) {
    try {
      opening.abandon(why);
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
