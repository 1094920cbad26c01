package org.waymark.segment;

/** The key under which versions of one path replace each other: format, type and segment id. */
public record SegmentKey(SegmentFormat format, SegmentType type, SegmentId id)
    implements Comparable<SegmentKey> {
  @Override
  public int compareTo(SegmentKey other) {
    // Written out for speed, because hundreds of thousands of keys are sorted at once.
    int byFormat = format.compareTo(other.format);
    if (byFormat != 0) {
      return byFormat;
    }
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : id.compareTo(other.id);
  }
}
