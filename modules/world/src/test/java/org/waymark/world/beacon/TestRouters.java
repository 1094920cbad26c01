package org.waymark.world.beacon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.edge.Ports;
import org.waymark.fixtures.HopMac;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.Site;

/**
 * The border routers of a network, with the functions that beacon servers need: they send
 * keepalives, complete one-hop paths, and deliver packets at the end of their path. They do not
 * check MACs, and reply with an SCMP error to a packet that would leave by a revoked interface.
 */
final class TestRouters {
  private static final long KEEPALIVE_MS = 1_000;

  private final NetworkTopology network;
  private final Map<IsdAs, Site> sites;
  private final Ports ports;
  private final Map<IsdAs, DatagramEndpoint> endpoints = new HashMap<>();
  private final Map<IsdAs, HopMac> macs = new HashMap<>();
  private final Set<End> cut = new HashSet<>();
  private final Map<End, InterfaceState> told = new HashMap<>();
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);

  /** One end of a link. */
  record End(IsdAs ia, long interfaceId) {
    static End parse(String text) {
      int hash = text.indexOf('#');
      return new End(
          IsdAs.parse(text.substring(0, hash)), Long.parseLong(text.substring(hash + 1)));
    }
  }

  TestRouters(NetworkTopology network, Map<IsdAs, Site> sites, Ports ports) throws IOException {
    this.network = network;
    this.sites = sites;
    this.ports = ports;
    for (Site site : sites.values()) {
      IsdAs ia = site.ia();
      macs.put(ia, site.hopMac());
      endpoints.put(
          ia,
          ports
              .datagrams()
              .open(
                  TestSites.address(network, ia, TestSites.ROUTER),
                  (datagram, from) -> received(ia, PacketCodec.decode(datagram).orElseThrow())));
      ports.timers().every(KEEPALIVE_MS, () -> keepalives(ia));
    }
  }

  void cut(String end) {
    End one = End.parse(end);
    cut.add(one);
    cut.add(other(one));
  }

  void restore(String end) {
    End one = End.parse(end);
    cut.remove(one);
    cut.remove(other(one));
  }

  /** {@return the interface state that the beacon server last sent to the router} */
  Optional<InterfaceState> told(String end) {
    return Optional.ofNullable(told.get(End.parse(end)));
  }

  private NetworkTopology.Interface link(End end) {
    return network.interfaceOf(end.ia, end.interfaceId).orElseThrow();
  }

  private End other(End end) {
    NetworkTopology.Interface link = link(end);
    return new End(link.neighbour(), link.remoteId());
  }

  private void keepalives(IsdAs ia) {
    for (NetworkTopology.Interface link : network.as(ia).interfaces().values()) {
      InterfaceIdMessage keepalive = new InterfaceIdMessage(link.id(), link.remoteId());
      ByteString framed = ControlCodec.encodeFramed(new ControlPayload(keepalive, 1));
      ScionPacket packet =
          new ScionPacket(
              new ScionAddress(link.neighbour(), HostAddress.Service.BEACON.multicast()),
              host(ia, TestSites.ROUTER),
              oneHop(ia, link.id()),
              List.of(ExtensionHeader.oneHopPath()),
              new UdpDatagram(TestSites.PORT, 0, ByteBuffer.wrap(framed.unsafeBytes())));
      overOneHop(ia, packet);
    }
  }

  private ScionPath oneHop(IsdAs ia, long out) {
    long nowS = ports.clock().wallMs() / 1_000;
    HopField hop = new HopField(false, false, false, false, 1, 0, (int) out, 0);
    return ScionPath.oneHop(nowS, ia.isd(), macs.get(ia).seal(hop, nowS, 0));
  }

  private ScionAddress host(IsdAs ia, int host) {
    InetSocketAddress address = TestSites.address(network, ia, host);
    return new ScionAddress(ia, HostAddress.of(address.getAddress()));
  }

  private void received(IsdAs ia, ScionPacket packet) {
    if (packet.destination().ia().equals(ia)) {
      UdpDatagram udp = (UdpDatagram) packet.layer4();
      tell(ia, (InterfaceStateInfos) codec.decodeFramed(udp.payload()).orElseThrow().message());
    } else if (packet.extensions().stream().anyMatch(ExtensionHeader::isOneHopPath)) {
      overOneHop(ia, packet);
    } else {
      overPath(ia, packet);
    }
  }

  private void tell(IsdAs ia, InterfaceStateInfos infos) {
    infos.states().stream()
        .map(state -> state.orElseThrow())
        .forEach(state -> told.put(new End(ia, state.interfaceId()), state));
  }

  private void overOneHop(IsdAs ia, ScionPacket packet) {
    ScionPath.Segment segment = packet.path().segments().getFirst();
    HopField first = segment.hopFields().getFirst();
    End out = new End(ia, first.egress());
    if (cut.contains(out)) {
      return;
    }
    End in = other(out);
    HopField second =
        macs.get(in.ia)
            .seal(
                new HopField(
                    false, false, false, false, first.expTime(), (int) in.interfaceId, 0, 0),
                segment.info().timestampS(),
                HopFieldCodec.bits(first));
    ScionPath path =
        ScionPath.of(List.of(new ScionPath.Segment(segment.info(), List.of(first, second))))
            .at(0, 2);
    deliver(in.ia, at(packet, path));
  }

  private static ScionPacket at(ScionPacket packet, ScionPath path) {
    return new ScionPacket(
        packet.destination(), packet.source(), path, packet.extensions(), packet.layer4());
  }

  private void overPath(IsdAs from, ScionPacket packet) {
    ScionPath path = packet.path();
    IsdAs ia = from;
    while (!ia.equals(packet.destination().ia())) {
      End out = new End(ia, path.egressInterface().orElseThrow());
      if (cut.contains(out)) {
        complain(out, packet);
        return;
      }
      ia = link(out).neighbour();
      path = path.at(path.currentInfoIndex(), path.currentHopIndex() + 1);
    }
    deliver(ia, at(packet, path));
  }

  private void complain(End out, ScionPacket packet) {
    Optional<Revocation> revocation =
        Optional.ofNullable(told.get(out)).flatMap(InterfaceState::revocation);
    if (revocation.isEmpty()) {
      return;
    }
    ScmpInfo info =
        ScmpInfo.RevokedInterface.of(
            new ScmpInfo.PathOffsets(0, 0, (int) out.interfaceId, false), revocation.get());
    ScmpPayload payload =
        new ScmpPayload(
            info,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            0,
            ByteString.EMPTY);
    ScionPacket scmp =
        new ScionPacket(
            packet.source(),
            host(out.ia, TestSites.ROUTER),
            ScionPath.EMPTY,
            List.of(ExtensionHeader.scmp(true, true)),
            payload.message(ScmpType.REVOKED_INTERFACE, ports.clock().wallMs() * 1_000));
    deliver(packet.source().ia(), scmp);
  }

  private void deliver(IsdAs ia, ScionPacket packet) {
    InetSocketAddress to =
        switch (packet.destination().host()) {
          case HostAddress.Service service when service.anycast().number() == 0 ->
              TestSites.address(network, ia, TestSites.BEACON_SERVER);
          case HostAddress.Service _ -> TestSites.address(network, ia, TestSites.PATH_SERVER);
          case HostAddress host -> new InetSocketAddress(host.ip().orElseThrow(), TestSites.PORT);
        };
    endpoints.get(ia).send(PacketCodec.encode(packet), to);
  }
}
