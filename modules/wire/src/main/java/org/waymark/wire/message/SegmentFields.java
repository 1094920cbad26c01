package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * The fields of a segment as they stand on the wire (spec 2, PathSegment).
 *
 * @param signedData {@code sdata}, a packed PathSegmentSignedData when honest, verbatim
 * @param asEntries their blobs are packed ASEntries when honest
 */
public record SegmentFields(ByteString signedData, List<SignedBlob> asEntries) {
  public SegmentFields {
    asEntries = List.copyOf(asEntries);
  }
}
