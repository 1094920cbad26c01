package org.waymark.segment;

/**
 * The identity of a path: 32 bytes, a SHA-256 over what the format of the segment says makes the
 * path (PROTOCOL 1, "hops hash"). Two segments with the same format, type and id are versions of
 * the same path.
 */
public record SegmentId(ByteString bytes) implements Comparable<SegmentId> {
  public static final int SIZE = 32;

  private static final int SHORT_DIGITS = 12;

  /**
   * @throws IllegalArgumentException when there are not 32 bytes
   */
  public SegmentId {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "a segment id has " + SIZE + " bytes, not " + bytes.size());
    }
  }

  /** {@return the first 12 hexadecimal digits, for people} */
  public String shortText() {
    return bytes.hex().substring(0, SHORT_DIGITS);
  }

  @Override
  public int compareTo(SegmentId other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return bytes.hex();
  }
}
