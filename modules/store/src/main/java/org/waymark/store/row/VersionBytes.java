package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.segment.ByteString;

/**
 * The verbatim bytes of a version of a segment, stored in {@link Family#BYTES} under the offset of
 * its record. Big-endian:
 *
 * <pre>
 * recordTime_ms 8 | bytes
 * </pre>
 *
 * <p>The bytes are not part of segment rows, so that they are written only once, although a version
 * first belongs to the state and later to history.
 */
public record VersionBytes(long recordTimeMs, ByteString bytes) {
  byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + bytes.size())
        .putLong(recordTimeMs)
        .put(bytes.unsafeBytes())
        .array();
  }

  /** Writes the bytes of the version in the record at the offset. */
  public static void put(RowBatch batch, long offset, VersionBytes version) {
    batch.put(Family.BYTES, Keys.offset(offset), version.encode());
  }

  /**
   * Looks up the bytes of the version in the record at the offset.
   *
   * @return the bytes, if they are still in the store
   */
  public static Optional<VersionBytes> find(RowReader rows, long offset) {
    return rows.get(Family.BYTES, Keys.offset(offset))
        .map(row -> new VersionBytes(Keys.number(row), ByteString.of(row, Long.BYTES, row.length)));
  }

  /** Looks up the bytes of a stored version, which always exist. */
  public static VersionBytes of(RowReader rows, long offset) {
    return find(rows, offset)
        .orElseThrow(
            () -> new StoreException.Unavailable("no bytes for the segment of record " + offset));
  }
}
