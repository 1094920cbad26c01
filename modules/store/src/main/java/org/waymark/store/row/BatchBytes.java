package org.waymark.store.row;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * Encodes the changes of a batch in RocksDB's own format, so that one call passes all of them to
 * native code. Little-endian:
 *
 * <pre>
 * sequence 8 (0) | number of changes 4 | changes
 *
 * put:    5 | column family, varint | length, varint | key | length, varint | value
 * delete: 4 | column family, varint | length, varint | key
 * </pre>
 *
 * <p>This is also the format of RocksDB's write-ahead log (write_batch.cc). It is stable, because
 * newer versions of RocksDB must still read old logs. Not thread-safe.
 */
public final class BatchBytes implements RowBatch.Change {
  private static final int COUNT_AT = 8;
  private static final int HEADER = 12;
  private static final byte DELETE = 4;
  private static final byte PUT = 5;
  private static final int MAX_VARINT = 5;
  private static final int INITIAL_CAPACITY = 1 << 12;
  private static final int MAX_KEPT_CAPACITY = 8 << 20;

  private final ToIntFunction<Family> columnFamilies;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int size = HEADER;
  private int count;

  /**
   * @param columnFamilies the ids of the column families
   */
  public BatchBytes(ToIntFunction<Family> columnFamilies) {
    this.columnFamilies = columnFamilies;
  }

  @Override
  public void put(Family family, byte[] key, byte[] value) {
    begin(PUT, family, key.length + value.length);
    append(key);
    append(value);
  }

  @Override
  public void delete(Family family, byte[] key) {
    begin(DELETE, family, key.length);
    append(key);
  }

  private void begin(byte tag, Family family, int payload) {
    int most = 1 + 3 * MAX_VARINT + payload;
    if (bytes.length - size < most) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, most)));
    }
    count++;
    bytes[size++] = tag;
    varint(columnFamilies.applyAsInt(family));
  }

  private void append(byte[] part) {
    varint(part.length);
    System.arraycopy(part, 0, bytes, size, part.length);
    size += part.length;
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes[size++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Begins a new batch, which reuses the memory of this one unless that was unusually large. */
  public void clear() {
    if (bytes.length > MAX_KEPT_CAPACITY) {
      bytes = new byte[INITIAL_CAPACITY];
    }
    size = HEADER;
    count = 0;
  }

  public byte[] toBytes() {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[COUNT_AT + i] = (byte) (count >>> 8 * i);
    }
    return Arrays.copyOf(bytes, size);
  }
}
