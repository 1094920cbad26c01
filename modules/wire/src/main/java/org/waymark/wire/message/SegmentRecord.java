package org.waymark.wire.message;

import java.util.Optional;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A segment and the type it is registered under (PROTOCOL 2, PathSegMeta).
 *
 * @param type empty if unset or unknown
 * @param fields the fields on the wire, even if they do not form a valid segment; empty if they
 *     cannot even be read
 */
public record SegmentRecord(
    Optional<SegmentType> type, Optional<SegmentFields> fields, Decoded<PathSegment> segment) {
  /** The memory of the record, and of its segment's refusal if there is one. */
  private static final int OBJECTS_BYTES = 512;

  /** Creates a record without its fields. */
  public SegmentRecord(Optional<SegmentType> type, Decoded<PathSegment> segment) {
    this(type, Optional.empty(), segment);
  }

  /** {@return the record of a segment, for sending} */
  public static SegmentRecord of(SegmentType type, PathSegment segment) {
    return new SegmentRecord(Optional.of(type), Decoded.accepted(segment));
  }

  /** {@return an estimate of the memory in bytes that the record takes, never too low} */
  public long memoryBytes() {
    long size = OBJECTS_BYTES + fields.map(SegmentFields::objectBytes).orElse(0L);
    return switch (segment) {
      // A valid segment already counts its fields.
      case Decoded.Accepted<PathSegment>(PathSegment good) -> size + good.memoryBytes();
      case Decoded.Refused<PathSegment> refused ->
          size + fields.map(SegmentFields::contentBytes).orElse(0L);
    };
  }

  /** {@return the valid segment with its type, ready to be registered, or a refusal} */
  public Decoded<TypedSegment> typed() {
    return segment.then(
        good ->
            type.map(known -> Decoded.accepted(new TypedSegment(known, good)))
                .orElseGet(() -> Decoded.refused(RefusalReason.SEGMENT_TYPE, "unset or unknown")));
  }

  /** A segment with the type under which to register it. */
  public record TypedSegment(SegmentType type, PathSegment segment) {}
}
