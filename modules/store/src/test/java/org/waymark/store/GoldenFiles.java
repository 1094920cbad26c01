package org.waymark.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.snapshot.SnapshotExport;

/**
 * Stores and logs as builds of Waymark wrote them. One of each is added for every apply version,
 * and stays permanently: {@code golden/store-N.zip} is a snapshot of the store that the build
 * folded from {@code recorded/fold-N.txt}.
 */
final class GoldenFiles {
  private static final String STORES = "golden";
  private static final String LOGS = "recorded";

  private GoldenFiles() {}

  static List<Path> stores() {
    return files(STORES).stream().filter(file -> file.toString().endsWith(".zip")).toList();
  }

  static boolean isOfThisBuild(Path store) {
    return store.endsWith(storeName());
  }

  private static String storeName() {
    return "store-" + ApplyVersion.CURRENT_NUMBER + ".zip";
  }

  static List<Path> logs() {
    return files(LOGS);
  }

  static Path storeOfThisBuild(Path resources) {
    return resources.resolve(STORES).resolve(storeName());
  }

  private static List<Path> files(String folder) {
    try (Stream<Path> files =
        Files.list(Path.of(GoldenFiles.class.getResource("/" + folder).toURI()))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Unpacks a snapshot into a folder, which must not exist. */
  static Path unpack(Path zip, Path into) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = into.resolve(entry.getName());
        Files.createDirectories(target.getParent());
        Files.copy(entries, target);
      }
    }
    return into;
  }

  /** Writes the snapshot of this build. */
  static void write(Path resources, Path temporary) throws IOException {
    Path directory = temporary.resolve("store");
    try (Store store =
        Store.openReplica(
            directory,
            "replica-1",
            FoldedRows.settings(),
            (what, cause) -> {
              throw new AssertionError(what, cause);
            })) {
      FoldedRows.applyRecordedLog(store);
      store.caughtUp();
    }
    Path snapshot = temporary.resolve("snapshot");
    new SnapshotExport(snapshot, "golden", (done, total) -> {})
        .ofStopped(directory, Optional.empty());
    Path zip = storeOfThisBuild(resources);
    Files.createDirectories(zip.getParent());
    pack(snapshot, zip);
  }

  private static void pack(Path folder, Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }
}
