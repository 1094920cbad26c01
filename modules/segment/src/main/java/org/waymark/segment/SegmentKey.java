package org.waymark.segment;

import java.util.Comparator;

/** The key under which versions of one path replace each other: format, type and segment id. */
public record SegmentKey(SegmentFormat format, SegmentType type, SegmentId id)
    implements Comparable<SegmentKey> {
  private static final Comparator<SegmentKey> ORDER =
      Comparator.comparing(SegmentKey::format)
          .thenComparing(SegmentKey::type)
          .thenComparing(SegmentKey::id);

  @Override
  public int compareTo(SegmentKey other) {
    return ORDER.compare(this, other);
  }
}
