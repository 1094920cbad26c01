package org.waymark.wire.control;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;
import org.waymark.segment.InfoField;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Encodes and decodes info fields as 8 bytes, big-endian (PROTOCOL 1; see {@link InfoField} for the
 * layout). Unknown flags are ignored; code that needs them must keep the bytes.
 */
public final class InfoFieldCodec {
  private static final int UP = 1;
  private static final int SHORTCUT = 2;
  private static final int PEER = 4;

  private InfoFieldCodec() {}

  /**
   * Decodes an info field from exactly 8 bytes. Bytes that set the peer flag without the shortcut
   * flag are rejected.
   */
  public static Decoded<InfoField> decode(ByteString bytes) {
    if (bytes.size() != InfoField.SIZE) {
      return Decoded.refused(RefusalReason.INFO_FIELD, "expected 8 bytes, got " + bytes.size());
    }
    return decode(ByteBuffer.wrap(bytes.unsafeBytes()).getLong());
  }

  /**
   * Decodes an info field from its 8 bytes, given as a big-endian integer. Values that set the peer
   * flag without the shortcut flag are rejected.
   */
  public static Decoded<InfoField> decode(long bits) {
    int flags = (int) (bits >>> 56);
    boolean shortcut = (flags & SHORTCUT) != 0;
    boolean peer = (flags & PEER) != 0;
    if (peer && !shortcut) {
      return Decoded.refused(
          RefusalReason.INFO_FIELD, "the peer flag is set without the shortcut flag");
    }
    return Decoded.accepted(
        new InfoField(
            (flags & UP) != 0,
            shortcut,
            peer,
            bits >>> 24 & 0xffff_ffffL,
            (int) (bits >>> 8 & 0xffff),
            (int) (bits & 0xff)));
  }

  /**
   * Encodes an info field as a number that contains its 8 bytes.
   *
   * @throws IllegalArgumentException if a value does not fit its bits
   */
  public static long bits(InfoField field) {
    Bits.requireFit("timestamp", field.timestampS(), 32);
    Bits.requireFit("ISD", field.isd(), 16);
    Bits.requireFit("hops", field.hops(), 8);
    long flags =
        (field.up() ? UP : 0) | (field.shortcut() ? SHORTCUT : 0) | (field.peer() ? PEER : 0);
    return flags << 56 | field.timestampS() << 24 | (long) field.isd() << 8 | field.hops();
  }

  /**
   * Encodes an info field as 8 bytes.
   *
   * @throws IllegalArgumentException if a value does not fit its bits
   */
  public static ByteString encode(InfoField field) {
    return Bits.bytes(bits(field));
  }
}
