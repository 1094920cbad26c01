package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/**
 * SCMP inside a SCION packet (PROTOCOL 2.2, 2.4), with a header of 16 bytes, big-endian:
 *
 * <pre>
 *  0       2      4        6          8                16
 *  +-------+------+--------+----------+----------------+---------
 *  | class | type | length | checksum | timestamp (us) | payload
 *  +-------+------+--------+----------+----------------+---------
 *  length: header and payload
 *  checksum: as that of UDP, with protocol 1
 * </pre>
 *
 * @param scmpClass the class, unsigned 16 bits
 * @param type the type, unsigned 16 bits; meaningful only within the class
 * @param timestampUs the timestamp in Unix microseconds, unsigned
 * @param payload the buffer whose bytes between position and limit are the payload; readers do not
 *     change its position. A decoded payload is a view of the received buffer and is valid only as
 *     long as that buffer.
 */
public record ScmpMessage(int scmpClass, int type, long timestampUs, ByteBuffer payload)
    implements Layer4 {
  public static final int PROTOCOL = 1;
  public static final int HEADER_SIZE = 16;

  @Override
  public int protocol() {
    return PROTOCOL;
  }

  @Override
  public int size() {
    return HEADER_SIZE + payload.remaining();
  }
}
