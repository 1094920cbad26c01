package org.waymark.log;

import java.util.Arrays;
import org.waymark.segment.ByteString;

/**
 * A record as it lies in a topic.
 *
 * @param offset its number, without gaps in a topic
 * @param leaderEpoch the epoch of the leader that wrote it
 * @param recordTimeMs the broker's append time, Unix milliseconds: one value per batch, not
 *     monotone
 * @param key empty when the record has none
 * @param value empty when the record has none; never modified by anyone
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
