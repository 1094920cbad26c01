package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.store.row.StoreException;

/** A store directory that is filled from a snapshot. */
public final class RestoredDirectory {
  private RestoredDirectory() {}

  /**
   * Checks that a directory is missing or empty, so that it can be filled. Nothing is changed.
   *
   * @throws StoreException.InUse if a replica uses the directory
   * @throws StoreException.NotEmpty if the directory contains files
   */
  public static void requireUnused(Path home) {
    Optional<StoppedDirectory> stopped = StoppedDirectory.lock(home);
    stopped.ifPresent(StoppedDirectory::close);
    StoreDirectory.requireEmpty(home);
  }

  /** Durably records the replica to which a directory belongs. */
  public static void claim(Path home, String replica) throws IOException {
    new DirectoryOwner(home).claim(replica);
  }
}
