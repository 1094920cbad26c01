package org.waymark.faults.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads and replaces the positions row of a closed store, without using the store's code. */
final class PositionsRow {
  private static final String FAMILY = "positions";

  private PositionsRow() {}

  /** An operation on the column family that contains only the positions row. */
  private interface Use<T> {
    T of(RocksDB db, ColumnFamilyHandle positions) throws RocksDBException;
  }

  /** {@return the row} */
  static byte[] read(Path store) throws RocksDBException {
    return with(
        store,
        (db, positions) -> {
          try (RocksIterator iterator = db.newIterator(positions)) {
            iterator.seekToFirst();
            return iterator.value();
          }
        });
  }

  /** Replaces the row, or deletes it if the new value is empty. */
  static void change(Path store, Function<byte[], byte[]> change) throws RocksDBException {
    with(
        store,
        (db, positions) -> {
          try (RocksIterator iterator = db.newIterator(positions);
              FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            iterator.seekToFirst();
            byte[] changed = change.apply(iterator.value());
            if (changed.length == 0) {
              db.delete(positions, iterator.key());
            } else {
              db.put(positions, iterator.key(), changed);
            }
            db.flush(wait, positions);
          }
          return null;
        });
  }

  private static <T> T with(Path store, Use<T> use) throws RocksDBException {
    String database = store.resolve("db").toString();
    try (Options names = new Options();
        ColumnFamilyOptions familyOptions = new ColumnFamilyOptions();
        DBOptions options = new DBOptions()) {
      List<ColumnFamilyDescriptor> descriptors =
          RocksDB.listColumnFamilies(names, database).stream()
              .map(name -> new ColumnFamilyDescriptor(name, familyOptions))
              .toList();
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      try (RocksDB db = RocksDB.open(options, database, descriptors, handles)) {
        T result = null;
        for (ColumnFamilyHandle handle : handles) {
          if (new String(handle.getName()).equals(FAMILY)) {
            result = use.of(db, handle);
          }
        }
        handles.forEach(ColumnFamilyHandle::close);
        return result;
      }
    }
  }
}
