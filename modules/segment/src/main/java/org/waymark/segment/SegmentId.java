package org.waymark.segment;

/**
 * The identity of a path: a SHA-256 (32 bytes) over the fields by which the format of the segment
 * identifies the path (PROTOCOL 1, "hops hash"). Two segments with the same format, type and id are
 * versions of the same path.
 */
public record SegmentId(ByteString bytes) implements Comparable<SegmentId> {
  public static final int SIZE = 32;

  private static final int SHORT_DIGITS = 12;

  /**
   * @throws IllegalArgumentException if the id is not 32 bytes long
   */
  public SegmentId {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException(
          "a segment id must be " + SIZE + " bytes long, got " + bytes.size());
    }
  }

  /** {@return the first 12 hexadecimal digits of the id, for messages} */
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
