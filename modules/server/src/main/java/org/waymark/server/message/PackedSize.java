package org.waymark.server.message;

import org.waymark.segment.PathSegment;

/**
 * Computes upper bounds for the size of encoded segments, since every message must fit one datagram
 * (ARCHITECTURE, What differs from the path server of 2018). The bounds avoid encoding a message
 * just to measure it.
 */
public final class PackedSize {
  /**
   * The number of bytes reserved for everything in a message other than its segments and
   * revocations: the request, the framing and the packet headers.
   */
  public static final int FRAME_BYTES = 512;

  /** The number of bytes for the pointers, type and padding of one record. */
  private static final int RECORD_BYTES = 64;

  private PackedSize() {}

  /** {@return an upper bound for the encoded size of the segment's record, in bytes} */
  public static long of(PathSegment segment) {
    return of(segment.bytes().size());
  }

  /**
   * Computes an upper bound for the encoded size of a record. Packing adds at most one byte in
   * eight, and two bytes per 2 KiB.
   *
   * @return the bound in bytes
   */
  public static long of(long unpackedBytes) {
    return unpackedBytes + unpackedBytes / 8 + unpackedBytes / 512 + RECORD_BYTES;
  }
}
