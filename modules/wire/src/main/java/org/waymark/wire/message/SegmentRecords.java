package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;

/**
 * Segments with the revocations that accompany them, each decoded separately (PROTOCOL 2, SegRecs).
 * The replicas of the 2018 path server also sent this struct to each other as a separate message.
 */
public record SegmentRecords(List<SegmentRecord> records, List<Decoded<Revocation>> revocations) {
  public static final SegmentRecords EMPTY = new SegmentRecords(List.of(), List.of());

  public SegmentRecords {
    records = List.copyOf(records);
    revocations = List.copyOf(revocations);
  }

  /** Creates records for sending valid segments and revocations. */
  public static SegmentRecords of(List<SegmentRecord> records, List<Revocation> revocations) {
    return new SegmentRecords(records, revocations.stream().map(Decoded::accepted).toList());
  }
}
