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
 * Creates a replica's store directory from a snapshot. The directory is written under a temporary
 * name and renamed when it is complete, so a replica never finds an incomplete store.
 */
public final class SnapshotRestore {
  private SnapshotRestore() {}

  /**
   * Restores a snapshot, and compares every file with the manifest while copying it.
   *
   * @param directory the store directory, which must be missing or empty
   * @param replica the id of the replica that will use the directory, which may differ from the id
   *     in the snapshot; if empty, the directory belongs to the first replica that uses it
   * @throws StoreException.InUse if a replica uses the directory
   * @throws StoreException.NotEmpty if the directory contains files
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

  /** Checks that RocksDB can open the copy, and that the copy has the position of the snapshot. */
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
