package org.waymark.resolve.combination;

import java.util.Collection;
import java.util.List;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord.TypedSegment;

/**
 * The segments from which paths are combined, by type, in any order. Each segment has the direction
 * in which it was created: an UP segment leads from a core AS to the source, a CORE segment from
 * the AS at which a path leaves the core to the AS at which it enters, and a DOWN segment from a
 * core AS to the destination (PROTOCOL 1, 6).
 */
public record SegmentSet(List<PathSegment> up, List<PathSegment> core, List<PathSegment> down) {
  public SegmentSet {
    up = List.copyOf(up);
    core = List.copyOf(core);
    down = List.copyOf(down);
  }

  /** Groups the segments of a reply by type. */
  public static SegmentSet of(Collection<TypedSegment> segments) {
    return new SegmentSet(
        ofType(segments, SegmentType.UP),
        ofType(segments, SegmentType.CORE),
        ofType(segments, SegmentType.DOWN));
  }

  private static List<PathSegment> ofType(Collection<TypedSegment> segments, SegmentType type) {
    return segments.stream().filter(one -> one.type() == type).map(TypedSegment::segment).toList();
  }
}
