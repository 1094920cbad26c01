package org.waymark.wire.event;

import org.waymark.segment.ByteString;

/**
 * The digest of {@code .events} that a replica had just after it applied a tick.
 *
 * @param offset the offset of the tick
 * @param recordTimeMs the record time of the tick in Unix milliseconds. If the log has lost
 *     records, its offset may be that of another tick, which the time distinguishes
 * @param digest the sum of the row hashes, 32 bytes (APPLY, Digest)
 * @param rows the number of rows that the digest covers
 * @param complete whether the rows equal those of a fold from offset 0; only such digests are
 *     comparable
 */
public record TickDigest(
    long offset, long recordTimeMs, ByteString digest, long rows, boolean complete) {
  /** {@return whether both digests were taken at the same record} */
  public boolean isAtSameTick(TickDigest other) {
    return offset == other.offset && recordTimeMs == other.recordTimeMs;
  }
}
