package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/**
 * UDP inside a SCION packet (PROTOCOL 2.2), with a header of 8 bytes, big-endian:
 *
 * <pre>
 *  0             2                  4             6          8
 *  +-------------+------------------+-------------+----------+---------
 *  | source port | destination port | length      | checksum | payload
 *  +-------------+------------------+-------------+----------+---------
 *  length: header and payload
 *  checksum: Internet checksum over destination IA, source IA, destination host, source host,
 *            0x00, 17, this header with checksum 0, payload
 * </pre>
 *
 * @param sourcePort the source port, unsigned 16 bits
 * @param destinationPort the destination port, unsigned 16 bits; 0 if the destination is a service
 * @param payload the buffer whose bytes between position and limit are the payload; readers do not
 *     change its position. A decoded payload is a view of the received buffer and is valid only as
 *     long as that buffer.
 */
public record UdpDatagram(int sourcePort, int destinationPort, ByteBuffer payload)
    implements Layer4 {
  public static final int PROTOCOL = 17;
  public static final int HEADER_SIZE = 8;

  @Override
  public int protocol() {
    return PROTOCOL;
  }

  @Override
  public int size() {
    return HEADER_SIZE + payload.remaining();
  }
}
