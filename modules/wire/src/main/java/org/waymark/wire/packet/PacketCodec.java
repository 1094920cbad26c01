package org.waymark.wire.packet;

import static org.waymark.wire.RefusalReason.EMPTY;
import static org.waymark.wire.RefusalReason.PACKET_ADDRESS_TYPE;
import static org.waymark.wire.RefusalReason.PACKET_CHECKSUM;
import static org.waymark.wire.RefusalReason.PACKET_EXTENSION;
import static org.waymark.wire.RefusalReason.PACKET_HEADER_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_L4_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_PATH;
import static org.waymark.wire.RefusalReason.PACKET_PATH_OFFSET;
import static org.waymark.wire.RefusalReason.PACKET_PROTOCOL;
import static org.waymark.wire.RefusalReason.PACKET_SOURCE;
import static org.waymark.wire.RefusalReason.PACKET_TOTAL_LENGTH;
import static org.waymark.wire.RefusalReason.PACKET_VERSION;
import static org.waymark.wire.RefusalReason.TOO_SHORT;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;

/**
 * Reads and writes SCION packets of protocol version 0 (spec 2.2), big-endian:
 *
 * <pre>
 *  0                                2           4          5          6         7          8
 *  +---------+----------+----------+-----------+----------+----------+---------+----------+
 *  | version | dst type | src type | total     | header   | current  | current | next     |
 *  | 4 bits  | 6 bits   | 6 bits   | length    | length   | info     | hop     | header   |
 *  +---------+----------+----------+-----------+----------+----------+---------+----------+
 *  | dst IA (8) | src IA (8) | dst host | src host | zeros up to a multiple of 8           |
 *  +----------------------------------------------------------------------------------------
 *  | path, up to the header length | extension headers, by next header | layer 4
 *  +----------------------------------------------------------------------------------------
 *  total length in bytes; header length, current info and hop in lines of 8 bytes
 * </pre>
 *
 * <p>Stateless. Reading answers every input with a packet or a refusal, never with an exception,
 * and allocates nothing that grows with the input.
 */
public final class PacketCodec {
  /** The size of the largest packet, whose total length still fits its field. */
  public static final int MAX_SIZE = 0xffff;

  private static final int LINE = 8;
  private static final int COMMON_HEADER_SIZE = 8;
  private static final int IAS_SIZE = 16;
  private static final int TYPE_BITS = 6;
  private static final int TYPE_MASK = 0x3f;

  private static final int TOTAL_LENGTH_AT = 2;
  private static final int HEADER_LENGTH_AT = 4;
  private static final int CURRENT_INFO_AT = 5;
  private static final int CURRENT_HOP_AT = 6;
  private static final int NEXT_HEADER_AT = 7;
  private static final int DESTINATION_IA_AT = 8;
  private static final int SOURCE_IA_AT = 16;
  private static final int HOSTS_AT = 24;

  private static final int UDP_LENGTH_AT = 4;
  private static final int UDP_CHECKSUM_AT = 6;

  private static final int HOP_BY_HOP = 0;
  private static final int END_TO_END = 222;

  private PacketCodec() {}

  /**
   * {@return the packet that the bytes between position and limit are, to the last one, or why they
   * are none}
   *
   * @param datagram left as it is; a payload read from it is a view of it
   */
  public static Decoded<ScionPacket> decode(ByteBuffer datagram) {
    ByteBuffer bytes = datagram.slice();
    int size = bytes.limit();
    if (size == 0) {
      return Decoded.refused(EMPTY, "no bytes");
    }
    if (size < COMMON_HEADER_SIZE) {
      return Decoded.refused(TOO_SHORT, size + " bytes are no common header");
    }
    int first = Short.toUnsignedInt(bytes.getShort(0));
    int version = first >>> 2 * TYPE_BITS;
    if (version != 0) {
      return Decoded.refused(PACKET_VERSION, "version " + version);
    }
    int destinationType = first >>> TYPE_BITS & TYPE_MASK;
    int sourceType = first & TYPE_MASK;
    if (hostSize(destinationType) < 0 || hostSize(sourceType) < 0) {
      return Decoded.refused(
          PACKET_ADDRESS_TYPE, "destination type " + destinationType + ", source " + sourceType);
    }
    if (sourceType == HostAddress.Service.TYPE) {
      return Decoded.refused(PACKET_SOURCE, "a service is no source");
    }
    int totalLength = Short.toUnsignedInt(bytes.getShort(TOTAL_LENGTH_AT));
    if (totalLength != size) {
      return Decoded.refused(
          PACKET_TOTAL_LENGTH, totalLength + " in the header, " + size + " received");
    }
    int headerSize = Byte.toUnsignedInt(bytes.get(HEADER_LENGTH_AT)) * LINE;
    int pathAt = pathAt(hostSize(destinationType) + hostSize(sourceType));
    if (headerSize < pathAt || headerSize > size) {
      return Decoded.refused(
          PACKET_HEADER_LENGTH, headerSize + " bytes, not in " + pathAt + ".." + size);
    }
    return path(bytes, headerSize, pathAt);
  }

  private static Decoded<ScionPacket> path(ByteBuffer bytes, int headerSize, int pathAt) {
    if (headerSize > pathAt) {
      return Decoded.refused(PACKET_PATH, headerSize - pathAt + " bytes of path");
    }
    int info = Byte.toUnsignedInt(bytes.get(CURRENT_INFO_AT));
    int hop = Byte.toUnsignedInt(bytes.get(CURRENT_HOP_AT));
    if (info != 0 || hop != 0) {
      return Decoded.refused(
          PACKET_PATH_OFFSET, "info " + info + " and hop " + hop + " of an empty path");
    }
    int nextHeader = Byte.toUnsignedInt(bytes.get(NEXT_HEADER_AT));
    return switch (nextHeader) {
      case UdpDatagram.PROTOCOL -> udp(bytes, headerSize);
      case HOP_BY_HOP, END_TO_END ->
          Decoded.refused(PACKET_EXTENSION, "extension class " + nextHeader);
      default -> Decoded.refused(PACKET_PROTOCOL, "layer-4 protocol " + nextHeader);
    };
  }

  private static Decoded<ScionPacket> udp(ByteBuffer bytes, int at) {
    int size = bytes.limit() - at;
    if (size < UdpDatagram.HEADER_SIZE) {
      return Decoded.refused(TOO_SHORT, size + " bytes are no UDP header");
    }
    int length = Short.toUnsignedInt(bytes.getShort(at + UDP_LENGTH_AT));
    if (length != size) {
      return Decoded.refused(
          PACKET_L4_LENGTH, length + " in the UDP header, " + size + " received");
    }
    int first = Short.toUnsignedInt(bytes.getShort(0));
    int destinationType = first >>> TYPE_BITS & TYPE_MASK;
    int sourceType = first & TYPE_MASK;
    int sourceHostAt = HOSTS_AT + hostSize(destinationType);
    int hostsEnd = sourceHostAt + hostSize(sourceType);
    if (InternetChecksum.fold(sum(bytes, hostsEnd, UdpDatagram.PROTOCOL, at)) != 0xffff) {
      return Decoded.refused(PACKET_CHECKSUM, "the UDP checksum is wrong");
    }
    ScionAddress destination =
        new ScionAddress(
            new IsdAs(bytes.getLong(DESTINATION_IA_AT)), host(destinationType, bytes, HOSTS_AT));
    ScionAddress source =
        new ScionAddress(
            new IsdAs(bytes.getLong(SOURCE_IA_AT)), host(sourceType, bytes, sourceHostAt));
    int payloadAt = at + UdpDatagram.HEADER_SIZE;
    UdpDatagram datagram =
        new UdpDatagram(
            Short.toUnsignedInt(bytes.getShort(at)),
            Short.toUnsignedInt(bytes.getShort(at + Short.BYTES)),
            bytes.slice(payloadAt, bytes.limit() - payloadAt));
    return Decoded.accepted(new ScionPacket(destination, source, datagram));
  }

  /** {@return the bytes that {@link #encode} writes} */
  public static int size(ScionPacket packet) {
    return headerSize(packet.destination().host(), packet.source().host()) + packet.layer4().size();
  }

  /** {@return how many bytes a UDP payload between two hosts may have at most} */
  public static int maxUdpPayload(HostAddress destination, HostAddress source) {
    return MAX_SIZE - headerSize(destination, source) - UdpDatagram.HEADER_SIZE;
  }

  /**
   * Writes a packet at the position of a buffer and moves the position behind it.
   *
   * @throws IllegalArgumentException when the packet would be larger than {@link #MAX_SIZE}
   * @throws BufferOverflowException when the buffer has too little room; nothing is written
   */
  public static void encode(ScionPacket packet, ByteBuffer into) {
    int size = size(packet);
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException("the packet has " + size + " bytes, over " + MAX_SIZE);
    }
    if (size > into.remaining()) {
      throw new BufferOverflowException();
    }
    ByteBuffer bytes = into.slice(into.position(), size);
    HostAddress destination = packet.destination().host();
    HostAddress source = packet.source().host();
    int headerSize = headerSize(destination, source);
    bytes.putShort(0, (short) (destination.type() << TYPE_BITS | source.type()));
    bytes.putShort(TOTAL_LENGTH_AT, (short) size);
    bytes.put(HEADER_LENGTH_AT, (byte) (headerSize / LINE));
    bytes.put(CURRENT_INFO_AT, (byte) 0);
    bytes.put(CURRENT_HOP_AT, (byte) 0);
    bytes.put(NEXT_HEADER_AT, (byte) packet.layer4().protocol());
    bytes.putLong(DESTINATION_IA_AT, packet.destination().ia().value());
    bytes.putLong(SOURCE_IA_AT, packet.source().ia().value());
    int sourceHostAt = HOSTS_AT + destination.size();
    int hostsEnd = sourceHostAt + source.size();
    putHost(destination, bytes, HOSTS_AT);
    putHost(source, bytes, sourceHostAt);
    for (int padding = hostsEnd; padding < headerSize; padding++) {
      bytes.put(padding, (byte) 0);
    }
    switch (packet.layer4()) {
      case UdpDatagram datagram -> putUdp(datagram, bytes, hostsEnd, headerSize);
    }
    into.position(into.position() + size);
  }

  private static void putUdp(UdpDatagram datagram, ByteBuffer bytes, int hostsEnd, int at) {
    ByteBuffer payload = datagram.payload();
    bytes.putShort(at, (short) datagram.sourcePort());
    bytes.putShort(at + Short.BYTES, (short) datagram.destinationPort());
    bytes.putShort(at + UDP_LENGTH_AT, (short) datagram.size());
    bytes.putShort(at + UDP_CHECKSUM_AT, (short) 0);
    bytes.put(at + UdpDatagram.HEADER_SIZE, payload, payload.position(), payload.remaining());
    int checksum = InternetChecksum.of(sum(bytes, hostsEnd, datagram.protocol(), at));
    bytes.putShort(at + UDP_CHECKSUM_AT, (short) checksum);
  }

  /**
   * {@return the sum over IAs and hosts, the protocol, and layer 4 from {@code at} to the end}
   *
   * <p>Every host has an even size, so nothing shifts the 16-bit words.
   */
  private static long sum(ByteBuffer bytes, int hostsEnd, int protocol, int at) {
    return InternetChecksum.sum(bytes, DESTINATION_IA_AT, hostsEnd)
        + protocol
        + InternetChecksum.sum(bytes, at, bytes.limit());
  }

  private static int headerSize(HostAddress destination, HostAddress source) {
    return pathAt(destination.size() + source.size());
  }

  /** {@return the offset of the path: both headers before it, padded to a full line} */
  private static int pathAt(int hostsSize) {
    int end = COMMON_HEADER_SIZE + IAS_SIZE + hostsSize;
    return (end + LINE - 1) / LINE * LINE;
  }

  /** {@return the size of a host of the type, or -1 when there is no such type} */
  private static int hostSize(int type) {
    return switch (type) {
      case HostAddress.None.TYPE -> HostAddress.None.SIZE;
      case HostAddress.Ipv4.TYPE -> HostAddress.Ipv4.SIZE;
      case HostAddress.Ipv6.TYPE -> HostAddress.Ipv6.SIZE;
      case HostAddress.Service.TYPE -> HostAddress.Service.SIZE;
      default -> -1;
    };
  }

  private static HostAddress host(int type, ByteBuffer bytes, int at) {
    return switch (type) {
      case HostAddress.Ipv4.TYPE -> new HostAddress.Ipv4(bytes.getInt(at));
      case HostAddress.Ipv6.TYPE ->
          new HostAddress.Ipv6(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
      case HostAddress.Service.TYPE ->
          new HostAddress.Service(Short.toUnsignedInt(bytes.getShort(at)));
      default -> new HostAddress.None();
    };
  }

  private static void putHost(HostAddress host, ByteBuffer bytes, int at) {
    switch (host) {
      case HostAddress.None() -> {}
      case HostAddress.Ipv4(int bits) -> bytes.putInt(at, bits);
      case HostAddress.Ipv6(long high, long low) ->
          bytes.putLong(at, high).putLong(at + Long.BYTES, low);
      case HostAddress.Service(int number) -> bytes.putShort(at, (short) number);
    }
  }
}
