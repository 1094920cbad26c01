package org.waymark.wire.message;

import java.util.Optional;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A segment and the type it is registered under (PROTOCOL 2, PathSegMeta).
 *
 * @param type nothing when unset or unknown
 * @param fields what stands on the wire, also when it makes no segment; nothing when it cannot even
 *     be read
 */
public record SegmentRecord(
    Optional<SegmentType> type, Optional<SegmentFields> fields, Decoded<PathSegment> segment) {
  /** The record, and what refuses its segment. */
  private static final int OBJECTS_BYTES = 512;

  /** A record without its fields. */
  public SegmentRecord(Optional<SegmentType> type, Decoded<PathSegment> segment) {
    this(type, Optional.empty(), segment);
  }

  /** {@return the record of a segment, for sending} */
  public static SegmentRecord of(SegmentType type, PathSegment segment) {
    return new SegmentRecord(Optional.of(type), Decoded.accepted(segment));
  }

  /** {@return about how many bytes of memory it takes, and no fewer} */
  public long memoryBytes() {
    long size = OBJECTS_BYTES + fields.map(SegmentFields::objectBytes).orElse(0L);
    return switch (segment) {
      // The fields of a good segment are among what it keeps.
      case Decoded.Accepted<PathSegment>(PathSegment good) -> size + good.memoryBytes();
      case Decoded.Refused<PathSegment> refused ->
          size + fields.map(SegmentFields::contentBytes).orElse(0L);
    };
  }

  /** {@return the record to be registered: a good segment with a type} */
  public Decoded<TypedSegment> typed() {
    return segment.then(
        good ->
            type.map(known -> Decoded.accepted(new TypedSegment(known, good)))
                .orElseGet(() -> Decoded.refused(RefusalReason.SEGMENT_TYPE, "unset or unknown")));
  }

  /** A segment with the type it is to be registered under. */
  public record TypedSegment(SegmentType type, PathSegment segment) {}
}
