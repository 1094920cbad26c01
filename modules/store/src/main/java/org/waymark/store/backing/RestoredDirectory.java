package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.store.row.StoreException;

/** A store directory that is filled from a snapshot. */
public final class RestoredDirectory {
  private RestoredDirectory() {}

  /**
   * Checks that a directory can be filled: it must be missing or empty. Nothing is changed.
   *
   * @throws StoreException.InUse if a replica uses it
   * @throws StoreException.NotEmpty if it has files
   */
  public static void requireUnused(Path home) {
    Optional<StoppedDirectory> stopped = StoppedDirectory.lock(home);
    stopped.ifPresent(StoppedDirectory::close);
    StoreDirectory.requireEmpty(home);
  }

  /** Notes durably which replica a directory belongs to. */
  public static void claim(Path home, String replica) throws IOException {
    new DirectoryOwner(home).claim(replica);
  }
}
