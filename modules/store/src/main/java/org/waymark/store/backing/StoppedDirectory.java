package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.store.row.StoreException;

/**
 * The directory of a store that no replica uses, locked so that no replica starts to use it.
 * Nothing in it is changed. If a second database is being built beside the first, this class reads
 * the database that the next start would use.
 */
public final class StoppedDirectory implements AutoCloseable {
  private final StoreDirectory used;

  private StoppedDirectory(StoreDirectory used) {
    this.used = used;
  }

  /**
   * Locks a directory.
   *
   * @return the directory; empty if it has no database
   * @throws StoreException.InUse if a replica uses it
   * @throws StoreException.Unreadable if it cannot be read
   */
  public static Optional<StoppedDirectory> lock(Path home) {
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    StoreDirectory first = StoreDirectory.existing(home);
    try {
      StoreDirectory used = first.used();
      if (used != first) {
        first.close();
      }
      if (!used.hasDatabase()) {
        used.close();
        return Optional.empty();
      }
      return Optional.of(new StoppedDirectory(used));
    } catch (IOException e) {
      first.close();
      throw new StoreException.Unreadable(home, e);
    }
  }

  /** {@return the folder of the database} */
  public Path database() {
    return used.database();
  }

  /** {@return the file of the seal, which exists once the store has been flushed} */
  public Path seal() {
    return used.seal();
  }

  /** {@return the reason why the database must not be used, if a replica recorded one} */
  public Optional<String> whyDamaged() {
    return read(used::whyDamaged);
  }

  /**
   * {@return a description of what was replayed into the directory; empty if this is the store of a
   * replica}
   */
  public Optional<String> replayNote() {
    return read(used::replayNote);
  }

  /** {@return the id of the replica that owns the store, if known} */
  public Optional<String> replica() {
    return read(new DirectoryOwner(used.root())::replica);
  }

  /** {@return whether the database has never caught up with its log} */
  public boolean isBuilding() {
    return used.isBuilding();
  }

  private interface Reading {
    Optional<String> run() throws IOException;
  }

  private Optional<String> read(Reading reading) {
    try {
      return reading.run();
    } catch (IOException e) {
      throw new StoreException.Unreadable(used.root(), e);
    }
  }

  @Override
  public void close() {
    used.close();
  }
}
