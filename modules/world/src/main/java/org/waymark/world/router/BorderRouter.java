package org.waymark.world.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.waymark.edge.Ports;
import org.waymark.edge.config.Topology;
import org.waymark.edge.udp.FirstHop;
import org.waymark.fixtures.HopMac;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.Habits;
import org.waymark.world.site.OneHopPath;
import org.waymark.world.site.Site;

/**
 * The border router of an AS, with all its interfaces.
 *
 * <pre>
 *   hosts, servers                       the router                         neighbours
 *   of the AS  --- internal address ---  hop field: MAC, expiry, egress  --- a socket per link
 * </pre>
 *
 * <p>The router forwards by hop field, completes one-hop paths, sends a keepalive over each link
 * every second, and asks the beacon servers which of its interfaces are dead. If it cannot forward
 * a packet, it replies with an SCMP error, if the protocol defines one for that case.
 *
 * <p>Runs on the threads of its ports. Callable from any thread.
 */
public final class BorderRouter implements AutoCloseable {
  private static final long KEEPALIVE_MS = 1_000;

  /**
   * The interval at which to query the beacon servers for interface states. Queries are necessary
   * because a message that reports a change can be lost, or can be overtaken by an older message.
   */
  private static final long ASK_FOR_STATES_MS = 2_000;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final DropCounts drops = new DropCounts();
  private final Topology topology;
  private final RevokedInterfaces revoked;
  private final HopMac mac;
  private final HopFieldRules rules;
  private final RevocationRelay relay;
  private final PathServerChoice pathServers;
  private final Clock clock;
  private final ErrorAnswers errors;
  private final ScionAddress local;
  private final int port;
  private final Keepalives keepalives;
  private final RouterSockets sockets;
  private final List<Cancellable> timers;

  /**
   * Opens and starts a router that uses the path servers in turn.
   *
   * @throws IOException if one of the router's addresses cannot be bound; the message says why
   * @throws IllegalArgumentException if the AS has several border routers, or the topology lacks
   *     the addresses of a link
   */
  public BorderRouter(Site site, Ports ports) throws IOException {
    this(site, Habits.WAYMARK, ports);
  }

  /**
   * Opens and starts a router.
   *
   * @throws IOException if one of the router's addresses cannot be bound; the message says why. In
   *     that case, no address is bound
   * @throws IllegalArgumentException if the AS has several border routers, or the topology lacks
   *     the addresses of a link
   */
  public BorderRouter(Site site, Habits habits, Ports ports) throws IOException {
    this.topology = site.topology();
    this.revoked = new RevokedInterfaces(topology.ia(), topology.interfaces().keySet());
    this.mac = site.hopMac();
    this.clock = ports.clock();
    this.rules = new HopFieldRules(topology.ia(), mac, clock);
    this.pathServers = PathServerChoice.of(habits, topology, ports.random());
    this.relay = new RevocationRelay(habits.addressed(topology), clock, this::sendInside);
    InetSocketAddress address = RouterSockets.internalAddress(topology);
    this.local = new ScionAddress(topology.ia(), HostAddress.of(address.getAddress()));
    this.port = address.getPort();
    this.errors = new ErrorAnswers(local, clock, drops, this::answer);
    this.keepalives = new Keepalives(topology, mac, clock, local, port);
    this.sockets =
        new RouterSockets(topology, ports.datagrams(), drops, this::fromInside, this::fromLink);
    sockets.begin();
    this.timers =
        List.of(
            ports.timers().every(KEEPALIVE_MS, this::keepAlive),
            ports.timers().every(ASK_FOR_STATES_MS, this::askForStates));
    askForStates();
  }

  private void fromLink(int ingress, ByteBuffer datagram, InetSocketAddress from) {
    Arrival arrival = new Arrival(ingress, datagram, from);
    decoded(arrival).ifPresent(packet -> fromOutside(packet, arrival));
  }

  private void fromOutside(ScionPacket packet, Arrival arrival) {
    if (packet.source().ia().equals(local.ia())) {
      drops.count("local-source-from-outside");
    } else if (packet.extensions().stream().anyMatch(ExtensionHeader::isOneHopPath)) {
      overOneHop(packet, arrival);
    } else {
      IsdAs destination = packet.destination().ia();
      act(rules.fromOutside(arrival.ingress(), packet.path(), destination), packet, arrival);
    }
  }

  private void fromInside(ByteBuffer datagram, InetSocketAddress from) {
    Arrival arrival = new Arrival(Arrival.INSIDE, datagram, from);
    decoded(arrival).ifPresent(packet -> fromInside(packet, arrival));
  }

  /**
   * Handles a packet from inside the AS, or a packet from another AS that is addressed to the
   * router itself.
   */
  private void fromInside(ScionPacket packet, Arrival arrival) {
    if (!packet.source().ia().equals(local.ia())) {
      drops.count("source-of-another-as");
    } else if (packet.destination().equals(local)) {
      forRouter(packet);
    } else {
      act(rules.fromInside(packet.path()), packet, arrival);
    }
  }

  private Optional<ScionPacket> decoded(Arrival arrival) {
    return switch (PacketCodec.decode(arrival.datagram())) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> {
        drops.count(refusal.reason().text());
        errors.aboutRefused(arrival);
        yield Optional.empty();
      }
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> Optional.of(packet);
    };
  }

  private void act(Verdict verdict, ScionPacket packet, Arrival arrival) {
    switch (verdict) {
      case Verdict.Deliver(ScionPath path) -> {
        passing(packet, arrival);
        deliver(withPath(packet, path), arrival);
      }
      case Verdict.Forward(int egress, ScionPath path) -> {
        passing(packet, arrival);
        forward(egress, withPath(packet, path), arrival);
      }
      case Verdict.Refuse(ScmpType type, int interfaceId, boolean isIngress) -> {
        drops.count(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        ScmpInfo info =
            type == ScmpType.PATH_REQUIRED
                ? new ScmpInfo.None()
                : arrival.offsets(interfaceId, isIngress);
        errors.about(arrival, type, info);
      }
    }
  }

  /**
   * Passes revocations from a packet on to the path servers, but only if the packet's hop fields
   * were valid.
   */
  private void passing(ScionPacket packet, Arrival arrival) {
    if (!arrival.isFromInside()) {
      relay.pass(packet);
    }
  }

  private static ScionPacket withPath(ScionPacket packet, ScionPath path) {
    return new ScionPacket(
        packet.destination(), packet.source(), path, packet.extensions(), packet.layer4());
  }

  private void forward(int egress, ScionPacket packet, Arrival arrival) {
    if (!sockets.interfaces().contains(egress)) {
      drops.count("bad-interface");
      errors.about(arrival, ScmpType.BAD_INTERFACE, arrival.offsets(egress, false));
      return;
    }
    Optional<Revocation> dead = revoked.of(egress);
    if (dead.isPresent()) {
      drops.count("revoked-interface");
      if (RevocationTolerance.accepts(dead.get(), clock.wallMs())) {
        ScmpInfo info = ScmpInfo.RevokedInterface.of(arrival.offsets(egress, false), dead.get());
        errors.about(arrival, ScmpType.REVOKED_INTERFACE, info);
      }
      return;
    }
    int size = PacketCodec.size(packet);
    int mtu = topology.interfaces().get(egress).mtu();
    if (size > mtu && isData(packet)) {
      drops.count("oversize");
      errors.about(arrival, ScmpType.OVERSIZE, new ScmpInfo.PacketSize(size, mtu));
      return;
    }
    sockets.over(egress, packet);
  }

  /**
   * Distinguishes data from control messages. As in the original implementation, control messages
   * may exceed the MTU of a link, in which case the underlay fragments them.
   */
  private static boolean isData(ScionPacket packet) {
    return !(packet.layer4() instanceof UdpDatagram);
  }

  private void deliver(ScionPacket packet, Arrival arrival) {
    List<InetSocketAddress> hosts = hosts(packet.destination());
    if (hosts.isEmpty()) {
      drops.count("unknown-host");
      errors.about(arrival, ScmpType.UNREACHABLE_HOST, new ScmpInfo.None());
    }
    hosts.forEach(host -> sockets.inside(packet, host));
  }

  /**
   * Finds the hosts with the given address. Only the service address of the beacon servers refers
   * to all servers of a service.
   */
  private List<InetSocketAddress> hosts(ScionAddress destination) {
    if (destination.host() instanceof HostAddress.Service service && service.isMulticast()) {
      return service.anycast().equals(HostAddress.Service.BEACON)
          ? topology.beaconServers().values().stream().map(Topology.Server::address).toList()
          : List.of();
    }
    return pathServers
        .next(destination)
        .or(() -> FirstHop.of(destination, ScionPath.EMPTY, topology))
        .stream()
        .toList();
  }

  /**
   * Delivers a beacon or keepalive from the neighbour, after recording the interface of arrival in
   * its path.
   */
  private void overOneHop(ScionPacket packet, Arrival arrival) {
    int ingress = arrival.ingress();
    if (!packet.source().ia().equals(topology.interfaces().get(ingress).neighbour())) {
      drops.count("one-hop-from-another-as");
      return;
    }
    if (!packet.destination().ia().equals(local.ia())) {
      drops.count("one-hop-to-another-as");
      return;
    }
    Optional<ScionPath> filled = OneHopPath.filled(packet.path(), ingress, mac);
    if (filled.isEmpty()) {
      drops.count("no-one-hop-path");
      return;
    }
    deliver(keepalives.relayed(withPath(packet, filled.get()), ingress), arrival);
  }

  private void forRouter(ScionPacket packet) {
    if (packet.layer4() instanceof UdpDatagram udp
        && codec.decodeFramed(udp.payload())
            instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)
        && payload.message() instanceof InterfaceStateInfos infos) {
      revoked.take(infos);
    } else {
      drops.count("unsupported");
    }
  }

  private void keepAlive() {
    sockets.interfaces().forEach(id -> sockets.over(id, keepalives.over(id)));
  }

  private void askForStates() {
    for (Topology.Server server : topology.beaconServers().values()) {
      sendInside(new ControlPayload(new InterfaceStateRequest(0), 0), server);
    }
  }

  private void sendInside(ControlPayload payload, Topology.Server server) {
    ByteBuffer framed = ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
    ScionAddress to = server.scionAddress(local.ia());
    ScionPacket packet =
        new ScionPacket(to, local, new UdpDatagram(port, server.address().getPort(), framed));
    FirstHop.of(to, ScionPath.EMPTY, topology)
        .ifPresentOrElse(host -> sockets.inside(packet, host), () -> drops.count("no-first-hop"));
  }

  /** Sends an error back to the sender of the packet. */
  private void answer(ScionPacket error, Arrival arrival) {
    if (arrival.isFromInside()) {
      sockets.inside(error, arrival.from());
    } else {
      sockets.over(arrival.ingress(), error);
    }
  }

  /** {@return the dead interfaces, with the latest revocation of each} */
  public SortedMap<Integer, Revocation> revokedInterfaces() {
    return revoked.all();
  }

  /** {@return the counts of drops, by reason} */
  public DropCounts drops() {
    return drops;
  }

  /** Stops the timers and releases the addresses. */
  @Override
  public void close() {
    timers.forEach(Cancellable::cancel);
    sockets.close();
  }
}
