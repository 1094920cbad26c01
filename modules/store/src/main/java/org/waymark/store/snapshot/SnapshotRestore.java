package org.waymark.store.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.store.backing.DatabaseReader;
import org.waymark.store.backing.RestoredDirectory;
import org.waymark.store.row.StoreException;

/**
 * Makes the store directory of a replica from a snapshot. It is written under another name, and
 * gets its own only once it is complete, so that a replica never finds a part of a store.
 */
public final class SnapshotRestore {
  private SnapshotRestore() {}

  /**
   * Restores a snapshot, and compares every file with the manifest on the way.
   *
   * @param directory the store directory, which must be missing or empty
   * @param replica the id of the replica that will use it, which need not be that of the snapshot;
   *     if empty, the first replica that uses it owns it
   * @throws StoreException.InUse if a replica uses the directory
   * @throws StoreException.NotEmpty if it has files
   * @throws SnapshotException.Damaged if the snapshot is damaged; nothing is left in the directory
   * @throws SnapshotException.NotWritten if the directory cannot be written; nothing is left there
   */
  public static void into(
      Path directory, Snapshot snapshot, Optional<String> replica, CopyProgress progress) {
    RestoredDirectory.requireUnused(directory);
    try (PartialFolder partial = PartialFolder.of(directory)) {
      copy(snapshot, partial.path(), progress);
      requireSame(snapshot, partial.path().resolve(SnapshotExport.DATABASE));
      if (replica.isPresent()) {
        RestoredDirectory.claim(partial.path(), replica.get());
      }
      partial.complete();
    } catch (IOException e) {
      throw new SnapshotException.NotWritten(directory, e);
    }
  }

  private static void copy(Snapshot snapshot, Path folder, CopyProgress progress)
      throws IOException {
    SnapshotManifest manifest = snapshot.manifest();
    FileCopier copier = new FileCopier(progress, manifest.totalBytes());
    Files.createDirectory(folder.resolve(SnapshotExport.DATABASE));
    for (String name : manifest.files().keySet()) {
      snapshot.requireContent(
          name, copier.copy(snapshot.folder().resolve(name), folder.resolve(name)));
    }
  }

  /** Checks that RocksDB opens the copy, at the position of the snapshot. */
  private static void requireSame(Snapshot snapshot, Path database) {
    try (DatabaseReader copy = DatabaseReader.open(database)) {
      Optional<ByteString> row = copy.positions().map(ByteString::owning);
      ByteString expected = ByteString.owning(snapshot.manifest().encodedPositions());
      if (!row.equals(Optional.of(expected))) {
        throw snapshot.damaged("its database is not at the position in its manifest");
      }
    }
  }
}
