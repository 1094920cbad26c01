package org.waymark.wire.event;

import org.waymark.segment.ByteString;

/**
 * A replica's digest of {@code .events} immediately after it applied a tick.
 *
 * @param offset the offset of the tick
 * @param recordTimeMs the record time of the tick in Unix milliseconds. If the log has lost
 *     records, another tick may have the same offset; the record time then distinguishes the two
 * @param digest the sum of the row hashes, 32 bytes (APPLY, Digest)
 * @param rows the number of rows that the digest covers
 * @param complete whether the rows equal the rows of a fold from offset 0; only such digests are
 *     comparable
 */
public record TickDigest(
    long offset, long recordTimeMs, ByteString digest, long rows, boolean complete) {
  /** {@return whether both digests belong to the same tick} */
  public boolean isAtSameTick(TickDigest other) {
    return offset == other.offset && recordTimeMs == other.recordTimeMs;
  }
}
