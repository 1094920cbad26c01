package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/**
 * The offsets and sizes of the fields in a packet (PROTOCOL 2.2), in bytes from the start of the
 * packet or of its layer-4 header.
 */
final class PacketLayout {
  /** The unit of the lengths and offsets in headers. */
  static final int LINE = 8;

  static final int COMMON_HEADER_SIZE = 8;
  static final int IAS_SIZE = 16;
  static final int TYPE_BITS = 6;
  static final int TYPE_MASK = 0x3f;

  static final int TOTAL_LENGTH_AT = 2;
  static final int HEADER_LENGTH_AT = 4;
  static final int CURRENT_INFO_AT = 5;
  static final int CURRENT_HOP_AT = 6;
  static final int NEXT_HEADER_AT = 7;
  static final int DESTINATION_IA_AT = 8;
  static final int SOURCE_IA_AT = 16;
  static final int HOSTS_AT = 24;

  static final int L4_LENGTH_AT = 4;
  static final int L4_CHECKSUM_AT = 6;
  static final int SCMP_TIMESTAMP_AT = 8;

  private PacketLayout() {}

  /**
   * {@return the offset of the path, which follows the common header and the address header, padded
   * to a full line}
   */
  static int pathAt(int hostsSize) {
    int end = COMMON_HEADER_SIZE + IAS_SIZE + hostsSize;
    return (end + LINE - 1) / LINE * LINE;
  }

  /** {@return the size of a layer-4 protocol's header; -1 if the protocol is unknown} */
  static int layer4HeaderSize(int protocol) {
    return switch (protocol) {
      case UdpDatagram.PROTOCOL -> UdpDatagram.HEADER_SIZE;
      case ScmpMessage.PROTOCOL -> ScmpMessage.HEADER_SIZE;
      default -> -1;
    };
  }

  /**
   * Computes the sum over the IAs and hosts, the protocol, and layer 4 from {@code at} to the end.
   *
   * <p>Every host address has an even size, so the 16-bit words stay aligned.
   */
  static long sum(ByteBuffer bytes, int hostsEnd, int protocol, int at) {
    return InternetChecksum.sum(bytes, DESTINATION_IA_AT, hostsEnd)
        + protocol
        + InternetChecksum.sum(bytes, at, bytes.limit());
  }
}
