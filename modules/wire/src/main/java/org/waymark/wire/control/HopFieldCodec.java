package org.waymark.wire.control;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Encodes and decodes hop fields as 8 bytes, big-endian (PROTOCOL 1; see {@link HopField} for the
 * layout). Unknown flags are ignored; code that needs them must keep the bytes.
 */
public final class HopFieldCodec {
  private static final int XOVER = 1;
  private static final int VERIFY_ONLY = 2;
  private static final int FORWARD_ONLY = 4;
  private static final int RECURSE = 8;

  private HopFieldCodec() {}

  /** Decodes a hop field from exactly 8 bytes. */
  public static Decoded<HopField> decode(ByteString bytes) {
    if (bytes.size() != HopField.SIZE) {
      return Decoded.refused(RefusalReason.HOP_FIELD, "expected 8 bytes, got " + bytes.size());
    }
    return Decoded.accepted(ofBits(ByteBuffer.wrap(bytes.unsafeBytes()).getLong()));
  }

  /** Decodes a hop field from its 8 bytes, given as a big-endian integer. Every value is valid. */
  public static HopField ofBits(long bits) {
    int flags = (int) (bits >>> 56);
    return new HopField(
        (flags & XOVER) != 0,
        (flags & VERIFY_ONLY) != 0,
        (flags & FORWARD_ONLY) != 0,
        (flags & RECURSE) != 0,
        (int) (bits >>> 48 & 0xff),
        (int) (bits >>> 36 & 0xfff),
        (int) (bits >>> 24 & 0xfff),
        (int) (bits & 0xff_ffff));
  }

  /**
   * Encodes a hop field as a number that contains its 8 bytes.
   *
   * @throws IllegalArgumentException if a value does not fit its bits
   */
  public static long bits(HopField field) {
    Bits.requireFit("exp_time", field.expTime(), 8);
    Bits.requireFit("ingress", field.ingress(), 12);
    Bits.requireFit("egress", field.egress(), 12);
    Bits.requireFit("MAC", field.mac(), 24);
    long flags =
        (field.xover() ? XOVER : 0)
            | (field.verifyOnly() ? VERIFY_ONLY : 0)
            | (field.forwardOnly() ? FORWARD_ONLY : 0)
            | (field.recurse() ? RECURSE : 0);
    return flags << 56
        | (long) field.expTime() << 48
        | (long) field.ingress() << 36
        | (long) field.egress() << 24
        | field.mac();
  }

  /**
   * Encodes a hop field as 8 bytes.
   *
   * @throws IllegalArgumentException if a value does not fit its bits
   */
  public static ByteString encode(HopField field) {
    return Bits.bytes(bits(field));
  }
}
