package org.waymark.store.backing;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.waymark.store.row.Family;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoredRow;

/**
 * Rows in sorted maps. Snapshots share the maps, and a commit copies a shared map before changing
 * it, so a snapshot costs nothing unless a commit follows. Maps of {@linkplain Family#isAppendOnly
 * append-only} families grow without bound, so they are never copied for a snapshot.
 *
 * <p>Owned by a store. One thread commits and uses {@link #latest}; any number of threads may take
 * snapshots and read them. The lock guards the tables; a map that a snapshot shares no longer
 * changes, unless its family is append-only, in which case it is a concurrent map.
 */
public final class MemoryRows implements Rows {
  private final Object lock = new Object();
  private final Map<Family, Table> tables = new EnumMap<>(Family.class);
  private long commits;

  public MemoryRows() {
    for (Family family : Family.values()) {
      tables.put(family, new Table(empty(family)));
    }
  }

  private static NavigableMap<byte[], byte[]> empty(Family family) {
    return family.isAppendOnly()
        ? new ConcurrentSkipListMap<>(Arrays::compareUnsigned)
        : new TreeMap<>(Arrays::compareUnsigned);
  }

  /** A map that is no longer changed once it has been shared. */
  private static final class Table {
    private final NavigableMap<byte[], byte[]> rows;
    private boolean shared;

    Table(NavigableMap<byte[], byte[]> rows) {
      this.rows = rows;
    }
  }

  /** {@return an independent copy of the rows} */
  public MemoryRows copy() {
    MemoryRows copy = new MemoryRows();
    synchronized (lock) {
      copy.commits = commits;
      tables.forEach(
          (family, table) -> {
            table.shared = true;
            if (family.isAppendOnly()) {
              copy.tables.get(family).rows.putAll(table.rows);
            } else {
              copy.tables.put(family, table);
            }
          });
    }
    return copy;
  }

  @Override
  public RowSnapshot latest() {
    return new Reader(tables, commits);
  }

  @Override
  public long version() {
    synchronized (lock) {
      return commits;
    }
  }

  @Override
  public void commit(RowBatch batch) {
    synchronized (lock) {
      batch.forEach(
          new RowBatch.Change() {
            @Override
            public void put(Family family, byte[] key, byte[] value) {
              changeable(family).put(key, value);
            }

            @Override
            public void delete(Family family, byte[] key) {
              changeable(family).remove(key);
            }
          });
      commits++;
    }
  }

  private NavigableMap<byte[], byte[]> changeable(Family family) {
    Table table = tables.get(family);
    if (table.shared && !family.isAppendOnly()) {
      table = new Table(new TreeMap<>(table.rows));
      tables.put(family, table);
    }
    return table.rows;
  }

  @Override
  public RowSnapshot snapshot() {
    synchronized (lock) {
      tables.values().forEach(table -> table.shared = true);
      return new Reader(new EnumMap<>(tables), commits);
    }
  }

  @Override
  public void flush() {
    // There is no disk to flush to.
  }

  @Override
  public void close() {
    // The garbage collector frees the memory.
  }

  private record Reader(Map<Family, Table> tables, long version) implements RowSnapshot {
    @Override
    public Optional<byte[]> get(Family family, byte[] key) {
      return Optional.ofNullable(tables.get(family).rows.get(key));
    }

    @Override
    public void scan(Family family, byte[] prefix, RowVisitor visitor) {
      scan(Prefixes.within(tables.get(family).rows, prefix), visitor);
    }

    @Override
    public void scanFrom(Family family, byte[] from, RowVisitor visitor) {
      scan(tables.get(family).rows.tailMap(from, true), visitor);
    }

    private static void scan(NavigableMap<byte[], byte[]> rows, RowVisitor visitor) {
      for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
        if (!visitor.row(row.getKey(), row.getValue())) {
          return;
        }
      }
    }

    @Override
    public Optional<StoredRow> firstFrom(Family family, byte[] from) {
      return Optional.ofNullable(tables.get(family).rows.ceilingEntry(from))
          .map(row -> new StoredRow(row.getKey(), row.getValue()));
    }

    @Override
    public void close() {
      // Shared maps are never changed, so there is nothing to release.
    }
  }
}
