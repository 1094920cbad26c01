package org.waymark.edge.udp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A route to one host: everything in a packet except its source port and payload.
 *
 * @param straight the underlay address of a host without a dispatcher
 */
record Route(
    ScionAddress to,
    int port,
    ScionAddress from,
    ScionPath path,
    List<ExtensionHeader> extensions,
    Optional<InetSocketAddress> straight) {
  /**
   * An upper bound for the memory that a route or an extension header occupies, without the bytes
   * that it contains.
   */
  private static final int OBJECTS_BYTES = 320;

  /** {@return an upper bound for the memory that the route occupies, in bytes} */
  long memoryBytes() {
    long size = OBJECTS_BYTES + (long) path.size();
    for (ExtensionHeader extension : extensions) {
      size += OBJECTS_BYTES + extension.payload().memoryBytes();
    }
    return size;
  }

  /** {@return the size of a packet over this route, excluding the payload} */
  int headersSize() {
    return PacketCodec.size(packet(0, ByteBuffer.allocate(0)));
  }

  /**
   * Creates a packet over this route.
   *
   * @return the packet
   */
  ScionPacket packet(int sourcePort, ByteBuffer payload) {
    return new ScionPacket(to, from, path, extensions, new UdpDatagram(sourcePort, port, payload));
  }
}
