package org.waymark.store.view;

import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.RevocationCodec;

/** Decodes the verbatim bytes in rows. All views of a store share one instance. Thread-safe. */
public final class ViewDecoders {
  private final SegmentLoader segments;
  private final RevocationCodec revocations;

  public ViewDecoders(DecoderLimits limits) {
    segments = new SegmentLoader(limits);
    revocations = new RevocationCodec(limits);
  }

  SegmentLoader segments() {
    return segments;
  }

  /** Decodes the version of the path that was stored by the record at the offset. */
  public StoredSegment stored(RowReader rows, SegmentKey key, long offset) {
    return segments.load(rows, key, offset);
  }

  /** Decodes the revocation in a row. */
  public StoredRevocation stored(Row.Revocation row) {
    return switch (revocations.decode(row.format(), row.bytes())) {
      case Decoded.Accepted<Revocation>(Revocation revocation) ->
          new StoredRevocation(
              revocation,
              row.side(),
              row.connectedRoot(),
              row.bytes(),
              row.expiryMs(),
              row.offset());
      case Decoded.Refused<Revocation>(Refusal refusal) ->
          throw new StoreException.Unavailable("malformed revocation: " + refusal);
    };
  }
}
