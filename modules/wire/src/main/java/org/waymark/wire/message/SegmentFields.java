package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * The fields of a segment as they are on the wire (PROTOCOL 2, PathSegment).
 *
 * @param signedData {@code sdata}, verbatim; a packed PathSegmentSignedData if honest
 * @param asEntries their blobs are packed ASEntries if honest
 */
public record SegmentFields(ByteString signedData, List<SignedBlob> asEntries) {
  /** The memory of an entry and its place in the list. */
  private static final int ENTRY_BYTES = 32;

  public SegmentFields {
    asEntries = List.copyOf(asEntries);
  }

  /** {@return an estimate of the memory in bytes that the objects take, without their content} */
  long objectBytes() {
    return ENTRY_BYTES * (1L + asEntries.size());
  }

  /** {@return an estimate of the memory in bytes that the content takes} */
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
