package org.waymark.store.row;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Changes to be committed together. They are layered over the rows that they change, so reads from
 * the batch see the changes. Not thread-safe.
 */
public final class RowBatch implements RowReader {
  /** A marker that replaces the value of a deleted row. It is compared by identity. */
  private static final byte[] DELETED = new byte[0];

  private final RowSnapshot base;
  private final Map<Family, TreeMap<byte[], byte[]>> changes = new EnumMap<>(Family.class);

  public RowBatch(RowSnapshot base) {
    this.base = base;
  }

  /** {@return the version of the underlying rows} */
  public long version() {
    return base.version();
  }

  /** Receives the changes of a batch, one row at a time. */
  public interface Change {
    void put(Family family, byte[] key, byte[] value);

    void delete(Family family, byte[] key);
  }

  public void put(Family family, byte[] key, byte[] value) {
    changed(family).put(key, value);
  }

  /** Deletes the row, if it exists. */
  public void delete(Family family, byte[] key) {
    changed(family).put(key, DELETED);
  }

  private TreeMap<byte[], byte[]> changed(Family family) {
    return changes.computeIfAbsent(family, f -> new TreeMap<>(Arrays::compareUnsigned));
  }

  /** Passes the last change of each row to the consumer, ordered by family and key. */
  public void forEach(Change change) {
    changes.forEach(
        (family, rows) ->
            rows.forEach(
                (key, value) -> {
                  if (value == DELETED) {
                    change.delete(family, key);
                  } else {
                    change.put(family, key, value);
                  }
                }));
  }

  @Override
  public Optional<byte[]> get(Family family, byte[] key) {
    TreeMap<byte[], byte[]> rows = changes.get(family);
    byte[] value = rows == null ? null : rows.get(key);
    if (value == null) {
      return base.get(family, key);
    }
    return value == DELETED ? Optional.empty() : Optional.of(value);
  }

  @Override
  public void scan(Family family, byte[] prefix, RowVisitor visitor) {
    TreeMap<byte[], byte[]> rows = changes.get(family);
    if (rows == null || rows.isEmpty()) {
      base.scan(family, prefix, visitor);
      return;
    }
    Merge merge = new Merge(Prefixes.within(rows, prefix), visitor);
    base.scan(family, prefix, merge);
    merge.finish();
  }

  /**
   * Merges the changed rows into a scan of the underlying rows. Changed rows replace underlying
   * rows with the same key.
   */
  private static final class Merge implements RowVisitor {
    private final Iterator<Map.Entry<byte[], byte[]>> changed;
    private final RowVisitor visitor;
    private Optional<Map.Entry<byte[], byte[]>> next;
    private boolean going = true;

    Merge(NavigableMap<byte[], byte[]> changed, RowVisitor visitor) {
      this.changed = changed.entrySet().iterator();
      this.visitor = visitor;
      advance();
    }

    private void advance() {
      next = changed.hasNext() ? Optional.of(changed.next()) : Optional.empty();
    }

    @Override
    public boolean row(byte[] key, byte[] value) {
      while (going && next.isPresent()) {
        int order = Arrays.compareUnsigned(next.get().getKey(), key);
        if (order > 0) {
          break;
        }
        visitChanged();
        if (order == 0) {
          return going;
        }
      }
      going = going && visitor.row(key, value);
      return going;
    }

    void finish() {
      while (going && next.isPresent()) {
        visitChanged();
      }
    }

    private void visitChanged() {
      Map.Entry<byte[], byte[]> row = next.orElseThrow();
      advance();
      if (row.getValue() != DELETED) {
        going = visitor.row(row.getKey(), row.getValue());
      }
    }
  }
}
