package org.waymark.store.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The changed rows of one table, in a hash table with open addressing. Hardly any change of a batch
 * is read again by a scan, so the changes are sorted only for a scan and for the commit. Not
 * thread-safe.
 */
final class ChangedRows {
  private static final int INITIAL_SLOTS = 64;

  /** Spreads the bits of a hash over the highest bits, which choose the slot. */
  private static final int MIX = 0x9e3779b9;

  private byte[][] keys = new byte[INITIAL_SLOTS / 2][];
  private byte[][] values = new byte[INITIAL_SLOTS / 2][];

  /** The hashes of the keys, which are compared first, because they are next to each other. */
  private int[] hashes = new int[INITIAL_SLOTS / 2];

  private int size;

  /** For each slot, the index of a row plus 1, or 0. */
  private int[] slots = new int[INITIAL_SLOTS];

  /** Sets the value of a row. Neither array may be modified afterwards. */
  void put(byte[] key, byte[] value) {
    int hash = hash(key);
    int slot = slot(key, hash);
    if (slots[slot] != 0) {
      values[slots[slot] - 1] = value;
      return;
    }
    if (size == keys.length) {
      grow();
      slot = slot(key, hash);
    }
    keys[size] = key;
    values[size] = value;
    hashes[size] = hash;
    size++;
    slots[slot] = size;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, 2 * size);
    values = Arrays.copyOf(values, 2 * size);
    hashes = Arrays.copyOf(hashes, 2 * size);
    slots = new int[4 * size];
    for (int i = 0; i < size; i++) {
      int slot = first(hashes[i]);
      while (slots[slot] != 0) {
        slot = next(slot);
      }
      slots[slot] = i + 1;
    }
  }

  private static int hash(byte[] key) {
    return Arrays.hashCode(key) * MIX;
  }

  private int first(int hash) {
    return hash >>> Integer.numberOfLeadingZeros(slots.length - 1);
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  /** {@return the slot of the key, or the empty one in which it belongs} */
  private int slot(byte[] key, int hash) {
    int slot = first(hash);
    while (slots[slot] != 0 && !isIn(slots[slot] - 1, key, hash)) {
      slot = next(slot);
    }
    return slot;
  }

  private boolean isIn(int row, byte[] key, int hash) {
    return hashes[row] == hash && Arrays.equals(keys[row], key);
  }

  /** {@return the value of a row, if it was set} */
  Optional<byte[]> get(byte[] key) {
    int row = slots[slot(key, hash(key))];
    return row == 0 ? Optional.empty() : Optional.of(values[row - 1]);
  }

  /**
   * Passes the last value of each row to the consumer, in the order of keys. RocksDB takes half as
   * long for rows in order, because it finds the place of a row next to that of the row before.
   */
  void forEach(BiConsumer<byte[], byte[]> row) {
    for (int i : KeyOrder.of(keys, size)) {
      row.accept(keys[i], values[i]);
    }
  }

  /** {@return the rows whose keys have the prefix, in order} */
  List<StoredRow> within(byte[] prefix) {
    List<StoredRow> found = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (Prefixes.has(keys[i], prefix)) {
        found.add(new StoredRow(keys[i], values[i]));
      }
    }
    found.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
    return found;
  }
}
