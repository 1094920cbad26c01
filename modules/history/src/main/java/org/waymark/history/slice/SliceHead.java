package org.waymark.history.slice;

import org.waymark.history.LogRange;
import org.waymark.log.LogIdentity;

/**
 * The head of a slice, which describes its content: all records of {@code .trust}, followed by a
 * range of {@code .events}.
 *
 * @param log the log from which the records come, with the ids of these two topics
 * @param prefix the prefix of the names of the log's topics
 * @param trustStart the offset of the first record of {@code .trust}
 * @param trustEnd the offset after the last record of {@code .trust}
 */
public record SliceHead(
    LogIdentity log, String prefix, long trustStart, long trustEnd, LogRange events) {
  /**
   * @throws IllegalArgumentException if the offsets of {@code .trust} are not in order
   */
  public SliceHead {
    if (trustStart < 0 || trustEnd < trustStart) {
      throw new IllegalArgumentException(
          "a range of offsets must be in order, got %d, %d".formatted(trustStart, trustEnd));
    }
  }

  /** {@return the number of records} */
  public long records() {
    return trustEnd - trustStart + events.to() - events.first();
  }
}
