package org.waymark.world.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.waymark.edge.Ports;
import org.waymark.edge.config.Topology;
import org.waymark.edge.udp.FirstHop;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.Message;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.Layer4;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.folder.LoopbackPlan;
import org.waymark.world.folder.Sites;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.site.Site;

/**
 * Border routers of the network of two ISDs; the test acts as every host, server and other router.
 */
final class RouterWorld {
  static final long NOW_MS = 1_520_000_000_000L;

  /**
   * A time that is longer than any route takes, but shorter than the interval between keepalives.
   */
  private static final long ON_THE_WAY_MS = 50;

  private static final long SEED = TestPaths.SEED;
  private static final WorldSettings SETTINGS = WorldSettings.of(SEED).withReplicasPerAs(2);

  final VirtualClock clock = new VirtualClock(NOW_MS);
  final RecordedFaults faults = new RecordedFaults();
  final SimulatedTimers timers = new SimulatedTimers(clock, SEED, faults);
  final SimulatedNetwork network =
      new SimulatedNetwork(timers, SEED, NetworkConditions.GOOD, faults);
  final Ports ports =
      new Ports(
          clock,
          timers,
          network,
          new SimulatedStreams(timers, SEED, faults),
          new SplittableRandom(SEED),
          faults);
  final TestPaths paths = new TestPaths(clock);
  final LoopbackPlan plan = new LoopbackPlan(paths.topology(), SETTINGS);

  private final SortedMap<IsdAs, Site> sites = Sites.of(paths.topology(), SETTINGS, clock);
  private final Map<IsdAs, BorderRouter> routers = new HashMap<>();

  /** Starts the routers of some ASes. */
  RouterWorld(String... ases) throws IOException {
    for (String as : ases) {
      IsdAs ia = IsdAs.parse(as);
      routers.put(ia, new BorderRouter(sites.get(ia), ports));
    }
    // Discard the requests that routers send when they start.
    timers.runForMs(ON_THE_WAY_MS);
  }

  /** A socket of the test. */
  final class Probe {
    private final DatagramEndpoint endpoint;
    private final List<ScionPacket> received = new ArrayList<>();

    private Probe(InetSocketAddress address) throws IOException {
      endpoint =
          network.open(
              address,
              (datagram, from) -> received.add(PacketCodec.decode(datagram).orElseThrow()));
    }

    /** Sends bytes, and waits until everything has arrived. */
    void send(ByteBuffer bytes, InetSocketAddress to) {
      endpoint.send(bytes.duplicate(), to);
      timers.runForMs(ON_THE_WAY_MS);
    }

    void send(ScionPacket packet, InetSocketAddress to) {
      send(bytes(packet), to);
    }

    DatagramEndpoint endpoint() {
      return endpoint;
    }

    /** {@return the packets received since the last call} */
    List<ScionPacket> received() {
      List<ScionPacket> all = List.copyOf(received);
      received.clear();
      return all;
    }
  }

  Probe probe(InetSocketAddress address) throws IOException {
    return new Probe(address);
  }

  /** {@return the host of an AS} */
  Probe host(String as) throws IOException {
    return probe(plan.host(IsdAs.parse(as)));
  }

  /**
   * Opens a socket at the other end of a link of an AS, in place of the router there. {@return the
   * socket}
   */
  Probe beyond(String as, int interfaceId) throws IOException {
    return probe(link(as, interfaceId).remote());
  }

  Topology.LinkEnds link(String as, int interfaceId) {
    return site(as).topology().interfaces().get(interfaceId).link().orElseThrow();
  }

  Site site(String as) {
    return sites.get(IsdAs.parse(as));
  }

  BorderRouter router(String as) {
    return routers.get(IsdAs.parse(as));
  }

  Map<String, Long> drops(String as) {
    return router(as).drops().counts();
  }

  InetSocketAddress internal(String as) {
    return plan.borderRouter(IsdAs.parse(as));
  }

  ScionAddress routerAddress(String as) {
    return address(as, internal(as));
  }

  ScionAddress hostAddress(String as) {
    return address(as, plan.host(IsdAs.parse(as)));
  }

  ScionAddress address(String as, InetSocketAddress socket) {
    return new ScionAddress(IsdAs.parse(as), HostAddress.of(socket.getAddress()));
  }

  /** Creates a packet from host to host over the path. {@return the packet} */
  ScionPacket packet(EndToEndPath path) {
    return packet(path.source(), path.destination(), path.packetPath());
  }

  ScionPacket packet(IsdAs from, IsdAs to, ScionPath path) {
    return packet(
        hostAddress(to.toString()),
        hostAddress(from.toString()),
        path,
        new UdpDatagram(1, 2, ByteBuffer.wrap(new byte[] {1, 2, 3})));
  }

  static ScionPacket packet(ScionAddress to, ScionAddress from, ScionPath path, Layer4 layer4) {
    return new ScionPacket(to, from, path, List.of(), layer4);
  }

  static ByteBuffer bytes(ScionPacket packet) {
    return PacketCodec.encode(packet);
  }

  /**
   * Advances the path to the state in which the second AS receives it. {@return the advanced path}
   */
  static ScionPath next(ScionPath path) {
    return path.next().orElseThrow();
  }

  Revocation revocation(String as, int interfaceId) {
    return paths.network().revocations().revoke(IsdAs.parse(as), interfaceId, clock.wallMs());
  }

  /** Sends an interface state from the beacon server of an AS to its router. */
  void tell(String as, int interfaceId, boolean active, Optional<Revocation> revocation)
      throws IOException {
    InetSocketAddress server = plan.beaconServer(IsdAs.parse(as));
    Probe probe = probe(server);
    probe.send(states(as, address(as, server), interfaceId, active, revocation), internal(as));
    probe.endpoint.close();
  }

  ScionPacket states(
      String as,
      ScionAddress from,
      int interfaceId,
      boolean active,
      Optional<Revocation> revocation) {
    InterfaceState state = new InterfaceState(interfaceId, active, revocation);
    return packet(
        routerAddress(as),
        from,
        ScionPath.EMPTY,
        udp(new InterfaceStateInfos(List.of(Decoded.accepted(state)))));
  }

  static UdpDatagram udp(Message message) {
    return new UdpDatagram(
        FirstHop.DISPATCHER_PORT,
        FirstHop.DISPATCHER_PORT,
        ByteBuffer.wrap(ControlCodec.encodeFramed(new ControlPayload(message, 0)).toBytes()));
  }

  static Message message(ScionPacket packet) {
    return new ControlCodec(DecoderLimits.DEFAULT)
        .decodeFramed(((UdpDatagram) packet.layer4()).payload())
        .orElseThrow()
        .message();
  }
}
