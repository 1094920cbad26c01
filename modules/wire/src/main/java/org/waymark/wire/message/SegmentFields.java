package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * The fields of a segment as they stand on the wire (PROTOCOL 2, PathSegment).
 *
 * @param signedData {@code sdata}, a packed PathSegmentSignedData when honest, verbatim
 * @param asEntries their blobs are packed ASEntries when honest
 */
public record SegmentFields(ByteString signedData, List<SignedBlob> asEntries) {
  /** An entry and its place in the list. */
  private static final int ENTRY_BYTES = 32;

  public SegmentFields {
    asEntries = List.copyOf(asEntries);
  }

  /** {@return about how many bytes of memory its objects take, without their bytes} */
  long objectBytes() {
    return ENTRY_BYTES * (1L + asEntries.size());
  }

  /** {@return about how many bytes of memory the bytes take that it holds} */
  long contentBytes() {
    long size = signedData.memoryBytes();
    for (SignedBlob entry : asEntries) {
      size +=
          entry.blob().memoryBytes()
              + entry.sign().source().memoryBytes()
              + entry.sign().signature().memoryBytes();
    }
    return size;
  }
}
