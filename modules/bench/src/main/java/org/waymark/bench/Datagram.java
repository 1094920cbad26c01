package org.waymark.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

/** Encodes messages as SCION packets for use within an AS, and decodes replies. */
final class Datagram {
  private static final ControlCodec CODEC = new ControlCodec(DecoderLimits.DEFAULT);

  private Datagram() {}

  /**
   * Encodes a message as a packet.
   *
   * @return the packet, in a direct buffer
   */
  static ByteBuffer of(
      Message message,
      long requestId,
      IsdAs ia,
      InetSocketAddress client,
      InetSocketAddress server) {
    ByteString framed = ControlCodec.encodeFramed(new ControlPayload(message, requestId));
    ScionPacket packet =
        new ScionPacket(
            new ScionAddress(ia, HostAddress.of(server.getAddress())),
            new ScionAddress(ia, HostAddress.of(client.getAddress())),
            new UdpDatagram(
                client.getPort(), server.getPort(), ByteBuffer.wrap(framed.unsafeBytes())));
    ByteBuffer bytes = ByteBuffer.allocateDirect(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    return bytes.flip();
  }

  /**
   * Decodes the segments in a reply.
   *
   * @return the segments
   * @throws InvalidRunException if the datagram is not a reply, or one of its segments cannot be
   *     decoded
   */
  static List<PathSegment> segments(ByteBuffer datagram) {
    ScionPacket packet = PacketCodec.decode(datagram.duplicate()).orElseThrow();
    if (!(packet.layer4() instanceof UdpDatagram udp)) {
      throw new InvalidRunException("received SCMP instead of a segment reply");
    }
    Message message = CODEC.decodeFramed(udp.payload()).orElseThrow().message();
    if (!(message instanceof SegmentReply reply)) {
      throw new InvalidRunException(
          "received this instead of a segment reply: " + message.messageType());
    }
    List<PathSegment> segments = new ArrayList<>();
    for (SegmentRecord record : reply.records().records()) {
      segments.add(record.segment().orElseThrow());
    }
    return segments;
  }
}
