package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;

/**
 * Segments with the revocations that go with them, each judged by itself (PROTOCOL 2, SegRecs).
 * Bare, it is also what replicas of the original shared with each other.
 */
public record SegmentRecords(List<SegmentRecord> records, List<Decoded<Revocation>> revocations) {
  public static final SegmentRecords EMPTY = new SegmentRecords(List.of(), List.of());

  public SegmentRecords {
    records = List.copyOf(records);
    revocations = List.copyOf(revocations);
  }

  /** {@return records of what is known to be good, for sending} */
  public static SegmentRecords of(List<SegmentRecord> records, List<Revocation> revocations) {
    return new SegmentRecords(records, revocations.stream().map(Decoded::accepted).toList());
  }
}
