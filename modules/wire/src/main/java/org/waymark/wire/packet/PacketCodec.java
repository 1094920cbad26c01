package org.waymark.wire.packet;

import static org.waymark.wire.packet.PacketLayout.CURRENT_HOP_AT;
import static org.waymark.wire.packet.PacketLayout.CURRENT_INFO_AT;
import static org.waymark.wire.packet.PacketLayout.DESTINATION_IA_AT;
import static org.waymark.wire.packet.PacketLayout.HEADER_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.HOSTS_AT;
import static org.waymark.wire.packet.PacketLayout.L4_CHECKSUM_AT;
import static org.waymark.wire.packet.PacketLayout.L4_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.LINE;
import static org.waymark.wire.packet.PacketLayout.NEXT_HEADER_AT;
import static org.waymark.wire.packet.PacketLayout.SCMP_TIMESTAMP_AT;
import static org.waymark.wire.packet.PacketLayout.SOURCE_IA_AT;
import static org.waymark.wire.packet.PacketLayout.TOTAL_LENGTH_AT;
import static org.waymark.wire.packet.PacketLayout.TYPE_BITS;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;

/**
 * Reads and writes SCION packets of protocol version 0 (PROTOCOL 2.2), big-endian:
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
 * <p>Stateless. Reading never throws an exception: every input results in a packet or in a typed
 * rejection. The path and the extension headers are copied, because replies need them after the
 * received bytes are no longer available; the copies are never larger than the received bytes. The
 * payload is a view.
 */
public final class PacketCodec {
  /** The maximum size of a packet, which is the largest value of its total-length field. */
  public static final int MAX_SIZE = 0xffff;

  private static final int MAX_HEADER_SIZE = 255 * LINE;

  private PacketCodec() {}

  /**
   * Decodes the packet that exactly fills the buffer between its position and limit.
   *
   * @param datagram left unchanged; the payload is a view of it
   * @return the packet, or the reason why the bytes are not a valid packet
   */
  public static Decoded<ScionPacket> decode(ByteBuffer datagram) {
    return switch (PacketParts.find(datagram)) {
      case Decoded.Refused<PacketParts>(Refusal refusal) -> new Decoded.Refused<>(refusal);
      case Decoded.Accepted<PacketParts>(PacketParts parts) -> judged(parts);
    };
  }

  private static Decoded<ScionPacket> judged(PacketParts parts) {
    Optional<Refusal> fault = parts.fault();
    return fault.isPresent()
        ? new Decoded.Refused<>(fault.get())
        : Decoded.accepted(parts.packet());
  }

  /** Computes the number of bytes that {@link #encode} writes. */
  public static int size(ScionPacket packet) {
    return headerSize(packet) + extensionsSize(packet.extensions()) + packet.layer4().size();
  }

  /**
   * Computes the largest UDP payload, in bytes, that fits into a packet between two hosts of one
   * AS.
   */
  public static int maxUdpPayload(HostAddress destination, HostAddress source) {
    return MAX_SIZE
        - PacketLayout.pathAt(destination.size() + source.size())
        - UdpDatagram.HEADER_SIZE;
  }

  /** Computes the largest payload, in bytes, that could replace the payload of the packet. */
  public static int maxPayload(ScionPacket packet) {
    int payload =
        switch (packet.layer4()) {
          case UdpDatagram udp -> udp.payload().remaining();
          case ScmpMessage scmp -> scmp.payload().remaining();
        };
    return MAX_SIZE - size(packet) + payload;
  }

  /**
   * Encodes a packet into a new buffer, from 0 to its limit.
   *
   * @throws IllegalArgumentException under the same conditions as {@link #encode(ScionPacket,
   *     ByteBuffer)}
   */
  public static ByteBuffer encode(ScionPacket packet) {
    ByteBuffer bytes = ByteBuffer.allocate(size(packet));
    encode(packet, bytes);
    return bytes.flip();
  }

  /**
   * Writes a packet at a buffer's position and advances the position past it.
   *
   * @throws IllegalArgumentException if the packet would be larger than {@link #MAX_SIZE}, or if
   *     its path is too long for the header
   * @throws BufferOverflowException if the buffer has too little space; in that case nothing is
   *     written
   */
  public static void encode(ScionPacket packet, ByteBuffer into) {
    int headerSize = headerSize(packet);
    int layer4At = headerSize + extensionsSize(packet.extensions());
    int size = layer4At + packet.layer4().size();
    if (size > MAX_SIZE || headerSize > MAX_HEADER_SIZE) {
      throw new IllegalArgumentException(
          ("the packet or its header is too large: the packet is %d bytes long (at most %d),"
                  + " and the header %d bytes (at most %d)")
              .formatted(size, MAX_SIZE, headerSize, MAX_HEADER_SIZE));
    }
    if (size > into.remaining()) {
      throw new BufferOverflowException();
    }
    ByteBuffer bytes = into.slice(into.position(), size);
    bytes.putShort(TOTAL_LENGTH_AT, (short) size);
    bytes.put(HEADER_LENGTH_AT, (byte) (headerSize / LINE));
    int hostsEnd = putAddresses(packet, bytes);
    putPath(packet.path(), hostsEnd, headerSize, bytes);
    putExtensions(packet, headerSize, bytes);
    switch (packet.layer4()) {
      case UdpDatagram udp ->
          putLayer4(udp, udp.sourcePort(), udp.destinationPort(), udp.payload(), bytes, layer4At);
      case ScmpMessage scmp -> {
        bytes.putLong(layer4At + SCMP_TIMESTAMP_AT, scmp.timestampUs());
        putLayer4(scmp, scmp.scmpClass(), scmp.type(), scmp.payload(), bytes, layer4At);
      }
    }
    int checksum =
        InternetChecksum.of(
            PacketLayout.sum(bytes, hostsEnd, packet.layer4().protocol(), layer4At));
    bytes.putShort(layer4At + L4_CHECKSUM_AT, (short) checksum);
    into.position(into.position() + size);
  }

  /**
   * Writes the addresses.
   *
   * @return the offset at which the host addresses end
   */
  private static int putAddresses(ScionPacket packet, ByteBuffer bytes) {
    HostAddress destination = packet.destination().host();
    HostAddress source = packet.source().host();
    bytes.putShort(0, (short) (destination.type() << TYPE_BITS | source.type()));
    bytes.putLong(DESTINATION_IA_AT, packet.destination().ia().value());
    bytes.putLong(SOURCE_IA_AT, packet.source().ia().value());
    destination.put(bytes, HOSTS_AT);
    source.put(bytes, HOSTS_AT + destination.size());
    return HOSTS_AT + destination.size() + source.size();
  }

  private static void putPath(ScionPath path, int hostsEnd, int headerSize, ByteBuffer bytes) {
    int pathAt = headerSize - path.size();
    for (int padding = hostsEnd; padding < pathAt; padding++) {
      bytes.put(padding, (byte) 0);
    }
    path.put(bytes, pathAt);
    int before = path.isEmpty() ? 0 : pathAt / LINE;
    bytes.put(CURRENT_INFO_AT, (byte) (before + path.currentInfoIndex()));
    bytes.put(CURRENT_HOP_AT, (byte) (before + path.currentHopIndex()));
  }

  /** Writes the extension headers, each preceded by the next-header field that announces it. */
  private static void putExtensions(ScionPacket packet, int headerSize, ByteBuffer bytes) {
    int nextHeaderAt = NEXT_HEADER_AT;
    int at = headerSize;
    for (ExtensionHeader extension : packet.extensions()) {
      bytes.put(nextHeaderAt, (byte) extension.extensionClass());
      nextHeaderAt = at;
      bytes.put(at + 1, (byte) (extension.size() / LINE));
      bytes.put(at + 2, (byte) extension.type());
      bytes.put(at + ExtensionHeader.PREFIX_SIZE, extension.payload().unsafeBytes());
      at += extension.size();
    }
    bytes.put(nextHeaderAt, (byte) packet.layer4().protocol());
  }

  /** Writes the fields common to all layer-4 headers, with a checksum of zero. */
  private static void putLayer4(
      Layer4 layer4, int first, int second, ByteBuffer payload, ByteBuffer bytes, int at) {
    bytes.putShort(at, (short) first);
    bytes.putShort(at + Short.BYTES, (short) second);
    bytes.putShort(at + L4_LENGTH_AT, (short) layer4.size());
    bytes.putShort(at + L4_CHECKSUM_AT, (short) 0);
    int payloadAt = at + layer4.size() - payload.remaining();
    bytes.put(payloadAt, payload, payload.position(), payload.remaining());
  }

  private static int headerSize(ScionPacket packet) {
    return PacketLayout.pathAt(packet.destination().host().size() + packet.source().host().size())
        + packet.path().size();
  }

  private static int extensionsSize(List<ExtensionHeader> extensions) {
    int size = 0;
    for (ExtensionHeader extension : extensions) {
      size += extension.size();
    }
    return size;
  }
}
