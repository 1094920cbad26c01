package org.waymark.faults.truth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * The rows of a closed store as they are on disk in RocksDB. They include tables that no query
 * reads completely, such as indexes.
 *
 * @param families the number of rows and a hash over them, by column family name
 */
public record RawRows(SortedMap<String, Rows> families) {
  /**
   * The rows of one column family.
   *
   * @param hash a hash over the keys and values in order
   */
  public record Rows(long count, ByteString hash) {}

  /**
   * Reads the rows of a store.
   *
   * @param store the directory of the store, which no process has open
   * @throws RocksDBException if a row cannot be read
   */
  public static RawRows of(Path store) throws RocksDBException {
    String database = database(store).toString();
    SortedMap<String, Rows> families = new TreeMap<>();
    try (Options names = new Options();
        ColumnFamilyOptions familyOptions = new ColumnFamilyOptions();
        DBOptions options = new DBOptions()) {
      List<ColumnFamilyDescriptor> descriptors =
          RocksDB.listColumnFamilies(names, database).stream()
              .map(name -> new ColumnFamilyDescriptor(name, familyOptions))
              .toList();
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      try (RocksDB db = RocksDB.openReadOnly(options, database, descriptors, handles)) {
        for (ColumnFamilyHandle handle : handles) {
          families.put(new String(handle.getName()), rows(db, handle));
        }
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
    return new RawRows(families);
  }

  /** {@return the database that the next start would use} */
  private static Path database(Path store) {
    Path rebuilt = store.resolve("rebuilt").resolve("db");
    return Files.exists(rebuilt) && Files.exists(store.resolve("damaged"))
        ? rebuilt
        : store.resolve("db");
  }

  private static Rows rows(RocksDB db, ColumnFamilyHandle family) throws RocksDBException {
    Sha256 hash = new Sha256();
    long count = 0;
    try (RocksIterator iterator = db.newIterator(family)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        hash.addSized(ByteString.owning(iterator.key()));
        hash.addSized(ByteString.owning(iterator.value()));
        count++;
      }
      iterator.status();
    }
    return new Rows(count, hash.digest());
  }

  /** {@return a description of how these rows differ from other rows; empty if they are equal} */
  public Optional<String> differsFrom(RawRows other) {
    if (!families.keySet().equals(other.families.keySet())) {
      return Optional.of("families " + families.keySet());
    }
    List<String> different =
        families.entrySet().stream()
            .filter(family -> !family.getValue().equals(other.families.get(family.getKey())))
            .map(Map.Entry::getKey)
            .map(
                family ->
                    "%s (%d rows instead of %d)"
                        .formatted(
                            family,
                            families.get(family).count(),
                            other.families.get(family).count()))
            .toList();
    return different.isEmpty()
        ? Optional.empty()
        : Optional.of("raw rows of " + String.join(", ", different));
  }
}
