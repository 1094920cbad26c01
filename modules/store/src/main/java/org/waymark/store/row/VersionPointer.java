package org.waymark.store.row;

import java.util.Arrays;
import java.util.Comparator;
import org.waymark.segment.Expiry;
import org.waymark.segment.SegmentKey;

/**
 * Names a stored version of a path, without its links.
 *
 * @param segment the segments key of the path, which must not be modified
 * @param offset the offset of the record that stored the version
 * @param expiryS the last second in which the version is valid, in Unix seconds
 */
public record VersionPointer(byte[] segment, long offset, long expiryS) {
  /** Orders pointers by path. */
  public static final Comparator<VersionPointer> BY_PATH =
      (one, other) -> Arrays.compareUnsigned(one.segment, other.segment);

  /** {@return the path} */
  public SegmentKey key() {
    return Keys.segment(segment);
  }

  /** {@return the end of the version in Unix milliseconds} */
  public long endMs() {
    return Expiry.endMs(expiryS);
  }
}
