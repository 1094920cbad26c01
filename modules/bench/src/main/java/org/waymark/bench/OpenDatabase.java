package org.waymark.bench;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.waymark.store.row.Family;

/**
 * Opens the database of a store in a bare JVM. Its start is the floor of the start of a replica.
 */
final class OpenDatabase {
  /** The line to print when the database is open. */
  static final String OPEN = "open";

  private OpenDatabase() {}

  /**
   * Opens the database and prints a line.
   *
   * @param arguments the folder of the database, which is only read
   */
  public static void main(String[] arguments) throws RocksDBException {
    RocksDB.loadLibrary();
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
    for (Family family : Family.values()) {
      families.add(new ColumnFamilyDescriptor(family.columnFamily()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions();
        RocksDB _ = RocksDB.openReadOnly(options, arguments[0], families, handles)) {
      System.out.println(OPEN);
      handles.forEach(ColumnFamilyHandle::close);
    }
  }
}
