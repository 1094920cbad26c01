package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.segment.ByteString;

/**
 * The verbatim bytes of a version of a segment, in {@link Family#BYTES} by the offset of its
 * record. Big-endian:
 *
 * <pre>
 * recordTime_ms 8 | bytes
 * </pre>
 *
 * <p>They are apart from the rows of segments, so that a version is written once although it
 * belongs to the state first and to history afterwards.
 */
public record VersionBytes(long recordTimeMs, ByteString bytes) {
  byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + bytes.size())
        .putLong(recordTimeMs)
        .put(bytes.unsafeBytes())
        .array();
  }

  /** Puts the bytes of the version that the record at the offset carries. */
  public static void put(RowBatch batch, long offset, VersionBytes version) {
    batch.put(Family.BYTES, Keys.offset(offset), version.encode());
  }

  /** {@return the bytes of the version that the record at the offset carried, if they are kept} */
  public static Optional<VersionBytes> find(RowReader rows, long offset) {
    return rows.get(Family.BYTES, Keys.offset(offset))
        .map(row -> new VersionBytes(Keys.number(row), ByteString.of(row, Long.BYTES, row.length)));
  }

  /** {@return the bytes of a stored version, which are always kept} */
  public static VersionBytes of(RowReader rows, long offset) {
    return find(rows, offset)
        .orElseThrow(
            () -> new StoreException.Unavailable("no bytes for the segment of record " + offset));
  }
}
