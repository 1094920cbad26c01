package org.waymark.world.beacon;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;

/**
 * Sends the messages of a beacon server: beacons to a neighbour's beacon servers over a one-hop
 * path, segments to path servers, interface states to the border routers of the AS, and revocations
 * to all path servers of the AS.
 *
 * <p>A message that does not fit into a packet is dropped and counted. Not thread-safe.
 */
final class Outbox implements BeaconPropagation.Outlet, BeaconRegistration.Outlet {
  /**
   * The maximum size of a SCION packet in bytes. A packet, including the 28 bytes of IPv4 and UDP
   * headers, must be smaller than 65,536 bytes.
   */
  private static final int MAX_PACKET_SIZE = PacketCodec.MAX_SIZE - 28;

  private final Topology topology;
  private final BeaconExtender extender;
  private final ScionSocket socket;
  private final DropCounts drops;
  private long requestId;

  /**
   * @param requestId the last request id that was used; the first message gets the id after it
   */
  Outbox(
      Topology topology,
      BeaconExtender extender,
      ScionSocket socket,
      DropCounts drops,
      long requestId) {
    this.topology = topology;
    this.extender = extender;
    this.socket = socket;
    this.drops = drops;
    this.requestId = requestId;
  }

  @Override
  public void send(Beacon beacon, Link out) {
    send(
        beacon,
        new ScionAddress(out.neighbour(), HostAddress.Service.BEACON.multicast()),
        0,
        extender.oneHop(out),
        List.of(ExtensionHeader.oneHopPath()));
  }

  @Override
  public void toServer(Topology.Server server, SegmentRegistration registration) {
    send(registration, server.address());
  }

  @Override
  public void against(CapnpSegment segment, SegmentRegistration registration) {
    // This cannot fail, because a decoded segment has at most as many ASes as a path can have.
    send(
        registration,
        new ScionAddress(segment.firstIa(), HostAddress.Service.PATH),
        0,
        ScionPath.against(segment),
        List.of());
  }

  /** Sends interface states to the border routers of the AS. */
  void tellRouters(List<InterfaceState> states) {
    InterfaceStateInfos infos =
        new InterfaceStateInfos(states.stream().map(Decoded::accepted).toList());
    topology.interfaces().values().stream()
        .map(Topology.Interface::router)
        .distinct()
        .forEach(router -> send(infos, router));
  }

  /** Sends a revocation to the path servers of the AS. */
  void tellPathServers(Revocation revocation) {
    RevocationNotice notice = new RevocationNotice(revocation);
    topology.pathServers().values().forEach(server -> send(notice, server.address()));
  }

  private void send(Message message, InetSocketAddress to) {
    send(
        message,
        new ScionAddress(topology.ia(), HostAddress.of(to.getAddress())),
        to.getPort(),
        ScionPath.EMPTY,
        List.of());
  }

  private void send(
      Message message,
      ScionAddress to,
      int port,
      ScionPath path,
      List<ExtensionHeader> extensions) {
    ControlPayload payload = new ControlPayload(message, ++requestId);
    ByteBuffer framed = ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
    ScionPacket packet =
        new ScionPacket(
            to, socket.local(), path, extensions, new UdpDatagram(socket.port(), port, framed));
    if (PacketCodec.size(packet) > MAX_PACKET_SIZE) {
      drops.count("too-large");
    } else {
      socket.send(packet);
    }
  }
}
