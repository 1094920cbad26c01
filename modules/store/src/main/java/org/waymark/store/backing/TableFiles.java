package org.waymark.store.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;

/**
 * Compares the table files of an open database with its manifest. RocksDB itself checks only the
 * tables that it opens, and it opens a table when a row of it is read if the number of open files
 * is limited. A table that no reader has needed yet could be missing unnoticed.
 *
 * <p>A compaction may delete a table at any time. A table only counts as missing if it is still in
 * use after its file was not found; RocksDB never uses a file name twice.
 */
final class TableFiles {
  private TableFiles() {}

  /**
   * {@return a description of the first table that is missing, or whose size differs from that in
   * the manifest; empty if there is none}
   */
  static Optional<String> fault(RocksDB db, Path directory) throws IOException {
    for (LiveFileMetaData table : db.getLiveFilesMetaData()) {
      Optional<String> fault = fault(table, directory);
      if (fault.isPresent() && isInUse(db, name(table))) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(LiveFileMetaData table, Path directory) throws IOException {
    String name = name(table);
    try {
      long size = Files.size(directory.resolve(name));
      return size == table.size()
          ? Optional.empty()
          : Optional.of(
              "table %s has %d bytes, but its manifest says %d"
                  .formatted(name, size, table.size()));
    } catch (NoSuchFileException gone) {
      return Optional.of("table %s is missing".formatted(name));
    }
  }

  private static boolean isInUse(RocksDB db, String name) {
    return db.getLiveFilesMetaData().stream().anyMatch(table -> name(table).equals(name));
  }

  /** {@return the name of the table's file, which RocksDB writes with a slash in front of it} */
  private static String name(LiveFileMetaData table) {
    return table.fileName().substring(table.fileName().lastIndexOf('/') + 1);
  }
}
