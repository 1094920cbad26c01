package org.waymark.log;

import java.util.Arrays;
import org.waymark.segment.ByteString;

/**
 * A record in a topic.
 *
 * @param offset the record's number; a topic's offsets have no gaps
 * @param leaderEpoch the epoch of the leader that wrote the record
 * @param recordTimeMs the broker's append time, in Unix milliseconds; it is the same for all
 *     records of a batch and is not monotonic
 * @param key the record's key; empty if the record has no key
 * @param value the record's value; empty if the record has no value. Must never be modified. The
 *     topics are not compacted, so a record without a value is not a tombstone. Apply quarantines
 *     it, like a record with an empty value, and neither history nor the Merkle tree distinguishes
 *     the two
 */
public record LogRecord(
    long offset, int leaderEpoch, long recordTimeMs, ByteString key, byte[] value) {
  @Override
  public boolean equals(Object other) {
    return other instanceof LogRecord that
        && offset == that.offset
        && leaderEpoch == that.leaderEpoch
        && recordTimeMs == that.recordTimeMs
        && key.equals(that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) * 31 + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "LogRecord[%d, epoch %d, at %d ms, key %s, %d bytes]"
        .formatted(offset, leaderEpoch, recordTimeMs, key, value.length);
  }
}
