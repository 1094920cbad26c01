package org.waymark.store.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A snapshot in a folder that contains a valid manifest and exactly the files that the manifest
 * names.
 */
public final class Snapshot {
  /**
   * The pattern of allowed file names in a snapshot. It prevents files from being copied to places
   * outside the folder.
   */
  private static final String NAME = "db\\.seal|db/[A-Za-z0-9_-][A-Za-z0-9._-]*";

  private final Path folder;
  private final SnapshotManifest manifest;

  private Snapshot(Path folder, SnapshotManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /** {@return whether the folder contains a manifest, even a damaged one} */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(SnapshotManifest.FILE));
  }

  /**
   * Opens a snapshot. The names and sizes of its files are checked, but not their content.
   *
   * @throws SnapshotException.NoSnapshot if there is no valid manifest
   * @throws SnapshotException.Damaged if files are missing, were added, or have a different size
   * @throws SnapshotException.NotRead if the folder cannot be read
   */
  public static Snapshot open(Path folder) {
    if (!isIn(folder)) {
      throw new SnapshotException.NoSnapshot(
          folder, Files.isDirectory(folder) ? "it has no manifest" : "there is no such folder");
    }
    try {
      SnapshotManifest manifest =
          SnapshotManifest.decode(Files.readAllBytes(folder.resolve(SnapshotManifest.FILE)))
              .filter(decoded -> decoded.files().keySet().stream().allMatch(n -> n.matches(NAME)))
              .orElseThrow(
                  () -> new SnapshotException.NoSnapshot(folder, "its manifest is damaged"));
      Snapshot snapshot = new Snapshot(folder, manifest);
      snapshot.requireNames();
      snapshot.requireSizes();
      return snapshot;
    } catch (IOException e) {
      throw new SnapshotException.NotRead(folder, e);
    }
  }

  private void requireNames() throws IOException {
    SortedSet<String> found = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(file -> !Files.isDirectory(file))
          .forEach(file -> found.add(folder.relativize(file).toString()));
    }
    found.remove(SnapshotManifest.FILE);
    SortedSet<String> missing = new TreeSet<>(manifest.files().keySet());
    missing.removeAll(found);
    if (!missing.isEmpty()) {
      throw damaged("its file %s is missing".formatted(missing.getFirst()));
    }
    found.removeAll(manifest.files().keySet());
    if (!found.isEmpty()) {
      throw damaged("the file %s does not belong to it".formatted(found.getFirst()));
    }
  }

  private void requireSizes() throws IOException {
    for (Map.Entry<String, SnapshotFile> file : manifest.files().entrySet()) {
      long size = Files.size(folder.resolve(file.getKey()));
      if (size != file.getValue().size()) {
        throw damaged(
            "its file %s has %d bytes instead of %d"
                .formatted(file.getKey(), size, file.getValue().size()));
      }
    }
  }

  /**
   * Reads every file and compares its hash with the hash in the manifest.
   *
   * @throws SnapshotException.Damaged if a file differs
   */
  public void requireContent(CopyProgress progress) {
    FileCopier copier = new FileCopier(progress, manifest.totalBytes());
    for (String name : manifest.files().keySet()) {
      try {
        requireContent(name, copier.read(folder.resolve(name)));
      } catch (IOException e) {
        throw new SnapshotException.NotRead(folder.resolve(name), e);
      }
    }
  }

  void requireContent(String name, FileCopier.Hashed hashed) {
    SnapshotFile expected = manifest.files().get(name);
    if (!hashed.file().equals(expected)) {
      throw damaged(
          "its file %s has SHA-256 %s instead of %s"
              .formatted(name, hashed.file().sha256().hex(), expected.sha256().hex()));
    }
  }

  SnapshotException.Damaged damaged(String why) {
    return new SnapshotException.Damaged(folder, why);
  }

  public Path folder() {
    return folder;
  }

  public SnapshotManifest manifest() {
    return manifest;
  }

  /** {@return the folder of the database} */
  public Path database() {
    return folder.resolve(SnapshotExport.DATABASE);
  }
}
