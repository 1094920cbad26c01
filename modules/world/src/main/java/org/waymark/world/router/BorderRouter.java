package org.waymark.world.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.waymark.edge.FirstHop;
import org.waymark.edge.Ports;
import org.waymark.edge.Topology;
import org.waymark.fixtures.HopMac;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.ControlCodec;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.Drops;
import org.waymark.world.Site;

/**
 * The border router of an AS, with all its interfaces.
 *
 * <pre>
 *   hosts, servers                       the router                         neighbours
 *   of the AS  --- internal address ---  hop field: whose, how long, where  --- a socket per link
 * </pre>
 *
 * <p>It forwards by hop field, completes one-hop paths, sends a keepalive over each link every
 * second, asks the beacon server which of its interfaces are dead, and answers what it cannot
 * forward with an SCMP error where the protocol has one.
 *
 * <p>Runs on the threads of its ports. Callable from any thread.
 */
public final class BorderRouter implements AutoCloseable {
  private static final long KEEPALIVE_MS = 1_000;

  /** What a beacon server tells once can be lost, or be overtaken by what it told before. */
  private static final long ASK_FOR_STATES_MS = 2_000;

  private static final int KEEPALIVE_EXP_TIME = 1;

  /** Sources can be forged: whoever sends garbage must not decide how much others are sent. */
  private static final int SCMP_ERRORS_PER_S = 100;

  private static final int MS_PER_S = 1_000;
  private static final long US_PER_MS = 1_000;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final RevokedInterfaces revoked = new RevokedInterfaces();
  private final Drops drops = new Drops();
  private final Map<Integer, DatagramEndpoint> links = new HashMap<>();
  private final List<DatagramEndpoint> opened = new ArrayList<>();
  private final Topology topology;
  private final HopMac mac;
  private final HopFieldRules rules;
  private final RevocationRelay relay;
  private final PathServersInTurn pathServers;
  private final Clock clock;
  private final TokenBucket scmpErrors;
  private final ScionAddress local;
  private final DatagramEndpoint internal;
  private final Cancellable keepalives;
  private final Cancellable asking;

  /**
   * Opens the router, which is at work from now on.
   *
   * @throws IOException when one of its addresses cannot be bound; the text says why. None is then
   * @throws IllegalArgumentException when the AS has several border routers, or the topology does
   *     not tell the ends of a link
   */
  public BorderRouter(Site site, Ports ports) throws IOException {
    this.topology = site.topology();
    this.mac = site.hopMac();
    this.clock = ports.clock();
    this.rules = new HopFieldRules(topology.ia(), mac, clock);
    this.pathServers = new PathServersInTurn(topology);
    this.scmpErrors = new TokenBucket(clock, SCMP_ERRORS_PER_S, SCMP_ERRORS_PER_S);
    this.relay = new RevocationRelay(topology, clock, this::sendInside);
    InetSocketAddress address = internalAddress(topology);
    this.local = new ScionAddress(topology.ia(), HostAddress.of(address.getAddress()));
    try {
      internal = open(ports, address, this::fromInside);
      for (Map.Entry<Integer, Topology.Interface> one : topology.interfaces().entrySet()) {
        int id = one.getKey();
        Topology.LinkEnds ends = ends(topology, id);
        links.put(
            id,
            open(
                ports,
                ends.local(),
                (datagram, from) -> fromOutside(id, ends.remote(), datagram, from)));
      }
    } catch (IOException | RuntimeException e) {
      opened.forEach(DatagramEndpoint::close);
      throw e;
    }
    keepalives = ports.timers().every(KEEPALIVE_MS, this::keepAlive);
    asking = ports.timers().every(ASK_FOR_STATES_MS, this::askForStates);
    askForStates();
  }

  private DatagramEndpoint open(Ports ports, InetSocketAddress address, DatagramHandler handler)
      throws IOException {
    DatagramEndpoint endpoint = ports.datagrams().open(address, handler);
    opened.add(endpoint);
    return endpoint;
  }

  private static InetSocketAddress internalAddress(Topology topology) {
    List<InetSocketAddress> addresses =
        topology.interfaces().values().stream().map(Topology.Interface::router).distinct().toList();
    if (addresses.size() != 1) {
      throw new IllegalArgumentException(
          topology.ia() + " has " + addresses.size() + " border routers, expected one");
    }
    return addresses.getFirst();
  }

  private static Topology.LinkEnds ends(Topology topology, int id) {
    return topology
        .interfaces()
        .get(id)
        .link()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "interface " + id + " of " + topology.ia() + " has no Public and Remote"));
  }

  private void fromOutside(
      int ingress, InetSocketAddress remote, ByteBuffer datagram, InetSocketAddress from) {
    if (!from.equals(remote)) {
      drops.count("not-from-the-link");
      return;
    }
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> {
        drops.count(refusal.reason().text());
        ScmpErrors.aboutRefused(datagram, local, nowUs()).ifPresent(error -> complain(error, from));
      }
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        if (packet.source().ia().equals(local.ia())) {
          drops.count("local-source-from-outside");
        } else if (packet.extensions().stream().anyMatch(ExtensionHeader::isOneHopPath)) {
          overOneHop(ingress, packet);
        } else {
          relay.pass(packet);
          act(
              rules.fromOutside(ingress, packet.path(), packet.destination().ia()),
              packet,
              datagram,
              from);
        }
      }
    }
  }

  private void fromInside(ByteBuffer datagram, InetSocketAddress from) {
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> {
        drops.count(refusal.reason().text());
        ScmpErrors.aboutRefused(datagram, local, nowUs()).ifPresent(error -> complain(error, from));
      }
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        if (packet.destination().equals(local)) {
          forRouter(packet);
        } else if (!packet.source().ia().equals(local.ia())) {
          drops.count("source-of-another-as");
        } else {
          act(rules.fromInside(packet.path()), packet, datagram, from);
        }
      }
    }
  }

  /**
   * @param datagram the bytes of the packet
   * @param from where they came from
   */
  private void act(
      Verdict verdict, ScionPacket packet, ByteBuffer datagram, InetSocketAddress from) {
    switch (verdict) {
      case Verdict.Deliver(ScionPath path) -> deliver(withPath(packet, path), datagram, from);
      case Verdict.Forward(int egress, ScionPath path) ->
          forward(egress, withPath(packet, path), datagram, from);
      case Verdict.Refuse(ScmpType type, int interfaceId, boolean ingress) -> {
        drops.count(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        ScmpInfo info =
            type == ScmpType.PATH_REQUIRED
                ? new ScmpInfo.None()
                : ScmpErrors.offsets(datagram, interfaceId, ingress);
        refuse(datagram, type, info, from);
      }
    }
  }

  private static ScionPacket withPath(ScionPacket packet, ScionPath path) {
    return new ScionPacket(
        packet.destination(), packet.source(), path, packet.extensions(), packet.layer4());
  }

  private void forward(
      int egress, ScionPacket packet, ByteBuffer datagram, InetSocketAddress from) {
    DatagramEndpoint link = links.get(egress);
    if (link == null) {
      drops.count("bad-interface");
      refuse(datagram, ScmpType.BAD_INTERFACE, ScmpErrors.offsets(datagram, egress, false), from);
      return;
    }
    Optional<Revocation> dead = revoked.of(egress);
    if (dead.isPresent()) {
      drops.count("revoked-interface");
      if (dead.get().isAcceptable(clock.wallMs())) {
        ScmpInfo.PathOffsets offsets = ScmpErrors.offsets(datagram, egress, false);
        refuse(
            datagram,
            ScmpType.REVOKED_INTERFACE,
            ScmpInfo.RevokedInterface.of(offsets, dead.get()),
            from);
      }
      return;
    }
    int size = PacketCodec.size(packet);
    int mtu = topology.interfaces().get(egress).mtu();
    if (size > mtu && isData(packet)) {
      drops.count("oversize");
      refuse(datagram, ScmpType.OVERSIZE, new ScmpInfo.PacketSize(size, mtu), from);
      return;
    }
    send(packet, link, ends(topology, egress).remote());
  }

  /**
   * Control messages are larger than links allow, and the underlay cuts them into fragments; so it
   * was of that time.
   */
  private static boolean isData(ScionPacket packet) {
    return !(packet.layer4() instanceof UdpDatagram);
  }

  private void deliver(ScionPacket packet, ByteBuffer datagram, InetSocketAddress from) {
    if (packet.destination().host() instanceof HostAddress.Service service
        && service.isMulticast()) {
      Collection<Topology.Server> servers =
          service.anycast().equals(HostAddress.Service.BEACON)
              ? topology.beaconServers().values()
              : List.of();
      servers.forEach(server -> send(packet, internal, server.address()));
      return;
    }
    pathServers
        .next(packet.destination())
        .or(() -> FirstHop.of(packet.destination(), ScionPath.EMPTY, topology))
        .ifPresentOrElse(
            host -> send(packet, internal, host),
            () -> {
              drops.count("unknown-host");
              refuse(datagram, ScmpType.UNREACHABLE_HOST, new ScmpInfo.None(), from);
            });
  }

  /** A beacon or keepalive of the neighbour's: it learns by which interface it came in. */
  private void overOneHop(int ingress, ScionPacket packet) {
    if (!packet.destination().ia().equals(local.ia())) {
      drops.count("one-hop-to-another-as");
      return;
    }
    Optional<ScionPath> filled = OneHopPath.filled(packet.path(), ingress, mac);
    if (filled.isEmpty()) {
      drops.count("no-one-hop-path");
      return;
    }
    ScionPacket completed = withPath(packet, filled.get());
    deliver(relayed(completed, ingress), ByteBuffer.allocate(0), internal.local());
  }

  private ScionPacket relayed(ScionPacket packet, int ingress) {
    if (packet.layer4() instanceof UdpDatagram udp
        && codec.decodeFramed(udp.payload())
            instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)
        && payload.message() instanceof InterfaceIdMessage keepalive) {
      InterfaceIdMessage relayed = new InterfaceIdMessage(keepalive.originInterfaceId(), ingress);
      return packet.withPayload(framed(new ControlPayload(relayed, payload.requestId())));
    }
    return packet;
  }

  private void forRouter(ScionPacket packet) {
    if (packet.layer4() instanceof UdpDatagram udp
        && codec.decodeFramed(udp.payload())
            instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)
        && payload.message() instanceof InterfaceStateInfos infos) {
      revoked.take(infos, topology.interfaces().keySet());
    } else {
      drops.count("unsupported");
    }
  }

  private void keepAlive() {
    long nowS = Math.floorDiv(clock.wallMs(), MS_PER_S);
    for (Map.Entry<Integer, DatagramEndpoint> link : links.entrySet()) {
      int id = link.getKey();
      IsdAs neighbour = topology.interfaces().get(id).neighbour();
      ScionPath path =
          OneHopPath.out(local.ia().isd(), nowS, KEEPALIVE_EXP_TIME, id, mac).next().orElseThrow();
      ScionPacket packet =
          new ScionPacket(
              new ScionAddress(
                  neighbour,
                  new HostAddress.Service(
                      HostAddress.Service.BEACON.number() | HostAddress.Service.MULTICAST)),
              local,
              path,
              List.of(ExtensionHeader.oneHopPath()),
              new UdpDatagram(
                  internal.local().getPort(),
                  0,
                  framed(new ControlPayload(new InterfaceIdMessage(id, 0), 0))));
      send(packet, link.getValue(), ends(topology, id).remote());
    }
  }

  private void askForStates() {
    for (Topology.Server server : topology.beaconServers().values()) {
      sendInside(
          new ControlPayload(new InterfaceStateRequest(0), 0),
          new ScionAddress(local.ia(), HostAddress.of(server.address().getAddress())),
          server.address().getPort());
    }
  }

  private void sendInside(ControlPayload payload, ScionAddress to, int port) {
    ScionPacket packet =
        new ScionPacket(
            to, local, new UdpDatagram(internal.local().getPort(), port, framed(payload)));
    FirstHop.of(to, ScionPath.EMPTY, topology)
        .ifPresentOrElse(host -> send(packet, internal, host), () -> drops.count("no-first-hop"));
  }

  private void refuse(ByteBuffer datagram, ScmpType type, ScmpInfo info, InetSocketAddress from) {
    ScmpErrors.about(datagram, type, info, local, nowUs())
        .ifPresent(error -> complain(error, from));
  }

  /**
   * Sends an error: straight to a host of the own AS, else out by the interface the packet came in
   * by.
   */
  private void complain(ScionPacket error, InetSocketAddress from) {
    if (!scmpErrors.tryTake()) {
      drops.count("too-many-errors");
    } else if (error.path().isEmpty()) {
      send(error, internal, from);
    } else if (error.path().next() instanceof Decoded.Accepted<ScionPath>(ScionPath next)) {
      int id = error.path().firstInterface().orElseThrow();
      DatagramEndpoint link = links.get(id);
      if (link != null) {
        send(withPath(error, next), link, ends(topology, id).remote());
      }
    }
  }

  private long nowUs() {
    return clock.wallMs() * US_PER_MS;
  }

  private static ByteBuffer framed(ControlPayload payload) {
    return ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
  }

  private static void send(ScionPacket packet, DatagramEndpoint by, InetSocketAddress to) {
    ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    by.send(bytes.flip(), to);
  }

  /** {@return the dead interfaces, with the latest revocation of each} */
  public SortedMap<Integer, Revocation> revokedInterfaces() {
    return revoked.all();
  }

  /** {@return what was dropped, by reason} */
  public Drops drops() {
    return drops;
  }

  /** Stops the timers and frees the addresses. */
  @Override
  public void close() {
    keepalives.cancel();
    asking.cancel();
    opened.forEach(DatagramEndpoint::close);
  }
}
