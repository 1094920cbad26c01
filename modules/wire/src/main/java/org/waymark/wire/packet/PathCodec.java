package org.waymark.wire.packet;

import static org.waymark.wire.RefusalReason.PACKET_PATH;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.segment.InfoField;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.InfoFieldCodec;

/** Reads the paths of untrusted packets, and the bits of info fields (PROTOCOL 1, 2.2). */
final class PathCodec {
  private static final long UP = 1L << 56;
  private static final long PEER = 4L << 56;
  private static final int HOPS_MASK = 0xff;

  private PathCodec() {}

  /**
   * Decodes the path in the bytes between two offsets of a big-endian buffer, a multiple of 8. The
   * packet is positioned at the first hop field, even if routers do not use that hop field for
   * forwarding.
   */
  static Decoded<ScionPath> decode(ByteBuffer bytes, int from, int to) {
    if (from == to) {
      return Decoded.accepted(ScionPath.EMPTY);
    }
    long[] fields = new long[(to - from) / ScionPath.FIELD_SIZE];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = bytes.getLong(from + i * ScionPath.FIELD_SIZE);
    }
    Optional<Refusal> fault = fault(fields);
    return fault.isPresent()
        ? new Decoded.Refused<>(fault.get())
        : Decoded.accepted(new ScionPath(fields, 0, 1));
  }

  /**
   * Checks the fields of a path that is not empty.
   *
   * <p>A shortcut bypasses the core, so a path of three segments cannot contain one.
   *
   * @return the first fault
   */
  static Optional<Refusal> fault(long[] fields) {
    if (fields.length > ScionPath.MAX_FIELDS) {
      return refusal("the path has " + fields.length + " fields");
    }
    int segments = 0;
    boolean shortcut = false;
    int at = 0;
    while (at < fields.length) {
      if (++segments > ScionPath.MAX_SEGMENTS) {
        return refusal("the path has more than " + ScionPath.MAX_SEGMENTS + " segments");
      }
      switch (InfoFieldCodec.decode(fields[at])) {
        case Decoded.Refused<InfoField>(Refusal why) -> {
          return refusal("info field " + at + ": " + why.detail());
        }
        case Decoded.Accepted<InfoField>(InfoField info) -> {
          int left = fields.length - at - 1;
          if (info.hops() == 0 || info.hops() > left) {
            return refusal(
                "info field " + at + " counts " + info.hops() + " hops, but " + left + " are left");
          }
          shortcut |= info.shortcut();
          at += 1 + info.hops();
        }
      }
    }
    return segments == ScionPath.MAX_SEGMENTS && shortcut
        ? refusal("a path of three segments cannot have a shortcut")
        : Optional.empty();
  }

  private static Optional<Refusal> refusal(String detail) {
    return Optional.of(new Refusal(PACKET_PATH, detail));
  }

  /** Decodes an info field from bits that have been checked. */
  static InfoField info(long bits) {
    return InfoFieldCodec.decode(bits).orElseThrow();
  }

  static int hops(long infoBits) {
    return (int) infoBits & HOPS_MASK;
  }

  static boolean isUp(long infoBits) {
    return (infoBits & UP) != 0;
  }

  static boolean isPeer(long infoBits) {
    return (infoBits & PEER) != 0;
  }

  static long flipUp(long infoBits) {
    return infoBits ^ UP;
  }
}
