package org.waymark.wire.packet;

import static org.waymark.wire.RefusalReason.SCMP_PARTS;
import static org.waymark.wire.packet.PacketLayout.LINE;

import java.nio.ByteBuffer;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

/**
 * The payload of an SCMP message (PROTOCOL 2.2), big-endian:
 *
 * <pre>
 *  0      1        2         3      4          5       6             7     8
 *  +------+--------+---------+------+----------+-------+-------------+-----+
 *  | info | common | address | path | extension| L4    | L4 protocol | pad |
 *  |      | header | header  |      | headers  | header|             |     |
 *  +------+--------+---------+------+----------+-------+-------------+-----+
 *  | the parts in this order: first the info, then the quoted parts of the offending packet
 *  +-----------------------------------------------------------------------------
 *  | data: the content of an echo
 *  lengths in lines of 8 bytes
 * </pre>
 *
 * @param layer4Protocol the layer-4 protocol of the offending packet, or 0 if its header is not
 *     quoted
 */
public record ScmpPayload(
    ScmpInfo info,
    ByteString commonHeader,
    ByteString addressHeader,
    ByteString path,
    ByteString extensions,
    ByteString layer4Header,
    int layer4Protocol,
    ByteString data) {
  private static final int META_SIZE = 8;
  private static final int MAX_LINES = 255;
  private static final int PROTOCOL_AT = 6;

  /** The maximum size of one part in bytes. */
  static final int MAX_PART_SIZE = MAX_LINES * LINE;

  /**
   * @throws IllegalArgumentException if a part does not fill 0 to 255 lines
   */
  public ScmpPayload {
    requireLines("info", info.size());
    for (ByteString part : List.of(commonHeader, addressHeader, path, extensions, layer4Header)) {
      requireLines("part", part.size());
    }
  }

  private static void requireLines(String what, int size) {
    if (size % LINE != 0 || size > MAX_PART_SIZE) {
      throw new IllegalArgumentException("an SCMP " + what + " cannot be " + size + " bytes long");
    }
  }

  private List<ByteString> parts() {
    return List.of(commonHeader, addressHeader, path, extensions, layer4Header);
  }

  /**
   * Decodes the payload of a message, copying its bytes.
   *
   * @return the payload, or the reason why the bytes are not a valid payload
   */
  public static Decoded<ScmpPayload> decode(ScmpMessage message) {
    ByteBuffer bytes = message.payload().slice();
    if (bytes.limit() < META_SIZE) {
      return Decoded.refused(
          SCMP_PARTS, bytes.limit() + " bytes are too few for the lengths of the parts");
    }
    int at = META_SIZE;
    for (int part = 0; part < PROTOCOL_AT; part++) {
      at += partSize(bytes, part);
    }
    if (at > bytes.limit()) {
      return Decoded.refused(
          SCMP_PARTS, "the parts take up " + at + " bytes, but the payload has " + bytes.limit());
    }
    int end = at;
    ScmpType.Info kind =
        ScmpType.of(message.scmpClass(), message.type())
            .map(ScmpType::info)
            .orElse(ScmpType.Info.NONE);
    return ScmpInfo.decode(kind, bytes.slice(META_SIZE, partSize(bytes, 0)))
        .map(info -> read(info, bytes, end));
  }

  private static ScmpPayload read(ScmpInfo info, ByteBuffer bytes, int end) {
    return new ScmpPayload(
        info,
        part(bytes, 1),
        part(bytes, 2),
        part(bytes, 3),
        part(bytes, 4),
        part(bytes, 5),
        Byte.toUnsignedInt(bytes.get(PROTOCOL_AT)),
        ByteString.of(bytes, end, bytes.limit()));
  }

  private static ByteString part(ByteBuffer bytes, int part) {
    int at = META_SIZE;
    for (int before = 0; before < part; before++) {
      at += partSize(bytes, before);
    }
    return ByteString.of(bytes, at, at + partSize(bytes, part));
  }

  private static int partSize(ByteBuffer bytes, int part) {
    return Byte.toUnsignedInt(bytes.get(part)) * LINE;
  }

  /** {@return the size on the wire in bytes} */
  public int size() {
    return META_SIZE
        + info.size()
        + parts().stream().mapToInt(ByteString::size).sum()
        + data.size();
  }

  /** Creates a message of the given type with a copy of this payload. */
  public ScmpMessage message(ScmpType type, long timestampUs) {
    return new ScmpMessage(type.scmpClass(), type.number(), timestampUs, encode());
  }

  /** {@return the bytes on the wire} */
  public ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(size());
    bytes.put((byte) (info.size() / LINE));
    for (ByteString part : parts()) {
      bytes.put((byte) (part.size() / LINE));
    }
    bytes.put((byte) layer4Protocol);
    info.put(bytes, META_SIZE);
    bytes.position(META_SIZE + info.size());
    for (ByteString part : parts()) {
      bytes.put(part.unsafeBytes());
    }
    return bytes.put(data.unsafeBytes()).flip();
  }
}
