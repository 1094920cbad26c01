package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/**
 * The origin of an event, according to its record. Big-endian:
 *
 * <pre>
 * transport 1 | peer IA 8 | length of the address 1 | address | length of the writer 1 | writer, UTF-8
 * </pre>
 *
 * <p>Texts of more than 255 bytes are truncated.
 *
 * @param writer the id of the replica that appended the event
 * @param origin the sender
 */
public record EventSource(String writer, Origin origin) {
  private static final int MAX_LENGTH = 255;

  byte[] encode() {
    byte[] address = cut(origin.address().unsafeBytes());
    byte[] id = cut(writer.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(1 + Long.BYTES + 2 + address.length + id.length)
        .put((byte) origin.transport().number())
        .putLong(origin.peerIa().value())
        .put((byte) address.length)
        .put(address)
        .put((byte) id.length)
        .put(id)
        .array();
  }

  private static byte[] cut(byte[] bytes) {
    return bytes.length <= MAX_LENGTH ? bytes : Arrays.copyOf(bytes, MAX_LENGTH);
  }

  static EventSource decode(ByteBuffer in) {
    Transport transport =
        Transport.ofNumber(in.get())
            .orElseThrow(
                () -> new StoreException.Unavailable("history row with unknown transport"));
    IsdAs peer = new IsdAs(in.getLong());
    ByteString address = ByteString.owning(bytes(in));
    String writer = new String(bytes(in), StandardCharsets.UTF_8);
    return new EventSource(writer, new Origin(transport, peer, address));
  }

  /** {@return the end index of the source that begins at the given index of the value} */
  static int end(byte[] value, int from) {
    int writerAt = after(value, from + 1 + Long.BYTES);
    return after(value, writerAt);
  }

  /** {@return the index after the length-prefixed field that begins at the given index} */
  private static int after(byte[] value, int at) {
    return at + 1 + Byte.toUnsignedInt(value[at]);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[Byte.toUnsignedInt(in.get())];
    in.get(bytes);
    return bytes;
  }
}
