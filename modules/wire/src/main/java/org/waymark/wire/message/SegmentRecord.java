package org.waymark.wire.message;

import java.util.Optional;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A segment and the type under which it is registered (PROTOCOL 2, PathSegMeta).
 *
 * @param type empty if unset or unknown
 * @param fields the fields on the wire, even if they do not form a valid segment; empty if the
 *     fields cannot be read
 */
public record SegmentRecord(
    Optional<SegmentType> type, Optional<SegmentFields> fields, Decoded<PathSegment> segment) {
  /** The memory that the record and the reason for rejecting its segment occupy, in bytes. */
  private static final int OBJECTS_BYTES = 512;

  /** Creates a record without its fields. */
  public SegmentRecord(Optional<SegmentType> type, Decoded<PathSegment> segment) {
    this(type, Optional.empty(), segment);
  }

  /** Creates the record for sending a segment. */
  public static SegmentRecord of(SegmentType type, PathSegment segment) {
    return new SegmentRecord(Optional.of(type), Decoded.accepted(segment));
  }

  /** Estimates the memory that the record occupies, in bytes; the estimate is never too low. */
  public long memoryBytes() {
    long size = OBJECTS_BYTES + fields.map(SegmentFields::objectBytes).orElse(0L);
    return switch (segment) {
      // The memory of a valid segment includes its fields.
      case Decoded.Accepted<PathSegment>(PathSegment good) -> size + good.memoryBytes();
      case Decoded.Refused<PathSegment> refused ->
          size + fields.map(SegmentFields::contentBytes).orElse(0L);
    };
  }

  /** {@return the valid segment with its type, or the reason why it cannot be registered} */
  public Decoded<TypedSegment> typed() {
    return segment.then(
        good ->
            type.map(known -> Decoded.accepted(new TypedSegment(known, good)))
                .orElseGet(
                    () ->
                        Decoded.refused(
                            RefusalReason.SEGMENT_TYPE, "the segment type is unset or unknown")));
  }

  /** A segment with the type under which to register it. */
  public record TypedSegment(SegmentType type, PathSegment segment) {}
}
