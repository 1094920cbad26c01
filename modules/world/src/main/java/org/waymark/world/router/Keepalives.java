package org.waymark.world.router;

import java.nio.ByteBuffer;
import java.util.List;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.HopMac;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.OneHopPath;

/**
 * Creates the keepalives that inform the beacon servers at both ends of a link that the link works
 * (PROTOCOL 7). The router at one end sends them, and the router at the other end relays them.
 * Callable from any thread.
 */
final class Keepalives {
  private static final int EXP_TIME = 1;
  private static final int MS_PER_S = 1_000;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final Topology topology;
  private final HopMac mac;
  private final Clock clock;
  private final ScionAddress from;
  private final int port;

  /**
   * @param from the address of the router
   * @param port the port of the router
   */
  Keepalives(Topology topology, HopMac mac, Clock clock, ScionAddress from, int port) {
    this.topology = topology;
    this.mac = mac;
    this.clock = clock;
    this.from = from;
    this.port = port;
  }

  /**
   * Creates a keepalive to send over the link of an interface now.
   *
   * @return the keepalive
   */
  ScionPacket over(int interfaceId) {
    IsdAs neighbour = topology.interfaces().get(interfaceId).neighbour();
    long nowS = Math.floorDiv(clock.wallMs(), MS_PER_S);
    InterfaceIdMessage keepalive = new InterfaceIdMessage(interfaceId, 0);
    return new ScionPacket(
        new ScionAddress(neighbour, HostAddress.Service.BEACON.multicast()),
        from,
        OneHopPath.out(topology.ia().isd(), nowS, EXP_TIME, interfaceId, mac).next().orElseThrow(),
        List.of(ExtensionHeader.oneHopPath()),
        new UdpDatagram(port, 0, framed(new ControlPayload(keepalive, 0))));
  }

  /**
   * Prepares a packet that arrived over an interface for delivery. A keepalive is changed to name
   * that interface; other packets are unchanged.
   *
   * @return the packet
   */
  ScionPacket relayed(ScionPacket packet, int ingress) {
    if (packet.layer4() instanceof UdpDatagram udp
        && codec.decodeFramed(udp.payload())
            instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)
        && payload.message() instanceof InterfaceIdMessage keepalive) {
      InterfaceIdMessage relayed = new InterfaceIdMessage(keepalive.originInterfaceId(), ingress);
      return packet.withPayload(framed(new ControlPayload(relayed, payload.requestId())));
    }
    return packet;
  }

  private static ByteBuffer framed(ControlPayload payload) {
    return ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
  }
}
