package org.waymark.server.message;

import org.waymark.segment.PathSegment;

/**
 * How many bytes of a datagram segments take at most: what is sent has to fit one (ARCHITECTURE,
 * What differs from the path server of 2018). Upper bounds, so that nothing has to be encoded to be
 * measured.
 */
public final class PackedSize {
  /**
   * More than a message holds besides its segments and revocations: request, framing, packet
   * headers.
   */
  public static final int FRAME_BYTES = 512;

  /** Pointers, type and padding of one record. */
  private static final int RECORD_BYTES = 64;

  private PackedSize() {}

  /** {@return the most bytes that a record of the segment takes} */
  public static long of(PathSegment segment) {
    return of(segment.bytes().size());
  }

  /** {@return the most bytes that a record takes: packing adds one in eight, and two in 2 KiB} */
  public static long of(long unpackedBytes) {
    return unpackedBytes + unpackedBytes / 8 + unpackedBytes / 512 + RECORD_BYTES;
  }
}
