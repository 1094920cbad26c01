package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * The fields of a segment as they are on the wire (PROTOCOL 2, PathSegment).
 *
 * @param signedData {@code sdata}, verbatim; a packed PathSegmentSignedData if the sender is honest
 * @param asEntries the AS entries; their blobs are packed ASEntries if the sender is honest
 */
public record SegmentFields(ByteString signedData, List<SignedBlob> asEntries) {
  /** The memory that an entry and its slot in the list occupy, in bytes. */
  private static final int ENTRY_BYTES = 32;

  public SegmentFields {
    asEntries = List.copyOf(asEntries);
  }

  /** Estimates the memory that the objects occupy, excluding their content, in bytes. */
  long objectBytes() {
    return ENTRY_BYTES * (1L + asEntries.size());
  }

  /** Estimates the memory that the content occupies, in bytes. */
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
