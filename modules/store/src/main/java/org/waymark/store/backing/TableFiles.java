package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;

/**
 * Compares the table files of an open database with its manifest. RocksDB itself checks only the
 * tables that it opens, and it opens a table when a row of it is read if the number of open files
 * is limited. A table that no reader has needed yet could be missing unnoticed.
 */
final class TableFiles {
  private TableFiles() {}

  /**
   * {@return a description of the first table that is missing, or whose size differs from that in
   * the manifest; empty if there is none}
   */
  static Optional<String> fault(RocksDB db, Path directory) throws IOException {
    for (LiveFileMetaData table : db.getLiveFilesMetaData()) {
      // RocksDB writes the name with a slash in front of it.
      String name = table.fileName().substring(table.fileName().lastIndexOf('/') + 1);
      Path file = directory.resolve(name);
      if (!Files.exists(file)) {
        return Optional.of("table %s is missing".formatted(name));
      }
      if (Files.size(file) != table.size()) {
        return Optional.of(
            "table %s has %d bytes, but its manifest says %d"
                .formatted(name, Files.size(file), table.size()));
      }
    }
    return Optional.empty();
  }
}
