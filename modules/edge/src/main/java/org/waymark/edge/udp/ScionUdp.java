package org.waymark.edge.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.Clock;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.LateHandler;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.server.PathServer;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;

/**
 * Sends and receives SCION packets (PROTOCOL 2.2) over an endpoint, which is a UDP socket or a
 * connection to the dispatcher (PROTOCOL 2.3). This class decodes received packets, drops and
 * counts those that are malformed or addressed to another AS, and sends answers and the server's
 * own messages to their first hop.
 *
 * <p>An answer returns over the reversed path through the border router of the path's first
 * interface. Within the AS, it goes to the dispatcher of the host, at port {@value
 * FirstHop#DISPATCHER_PORT}. There is one exception: if a packet has no path, and its source host
 * and UDP port are the address from which the datagram came, the host has no dispatcher, and the
 * answer goes directly to that address.
 *
 * <p>Messages are passed to the path server on the receive thread of the endpoint.
 */
public final class ScionUdp implements Outbound, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScionUdp.class);

  /**
   * The size of the IPv4 and UDP headers; together with the SCION packet they must stay below
   * 65,536 bytes.
   */
  private static final int UNDERLAY_HEADERS = 28;

  private static final int MAX_PACKET_SIZE = PacketCodec.MAX_SIZE - UNDERLAY_HEADERS;

  /**
   * The packet buffer size of a border router of 2018, which truncates and then drops longer
   * packets. Packets within an AS do not pass through border routers.
   */
  private static final int MAX_ROUTED_PACKET_SIZE = 9 * 1024;

  /** The maximum rate of SCMP errors sent. */
  private static final int SCMP_ERRORS_PER_S = 20;

  private static final long US_PER_MS = 1_000;

  private final RevocationCodec revocations;
  private final Supplier<Topology> topology;
  private final ScionAddress local;
  private final Optional<Integer> knownPort;
  private final ControlCodec codec;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final LogLines lines;
  private final TokenBucket scmpErrors;
  private final LateHandler handler = new LateHandler();
  private final DatagramEndpoint endpoint;

  /**
   * For each thread that sends, the buffer of its last packet. Memory outside the heap is sent
   * without another copy.
   */
  private final ThreadLocal<ByteBuffer> sending =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  private ScionUdp(Config config, Supplier<Topology> topology, Context context) throws IOException {
    this.topology = topology;
    this.codec = new ControlCodec(context.decoder());
    this.revocations = new RevocationCodec(context.decoder());
    this.metrics = context.metrics();
    this.clock = context.clock();
    this.lines = new LogLines(clock);
    this.scmpErrors = new TokenBucket(clock, SCMP_ERRORS_PER_S, SCMP_ERRORS_PER_S);
    this.endpoint = context.datagrams().open(config.listen(), handler);
    InetSocketAddress known = config.knownAs().orElseGet(endpoint::local);
    this.local = new ScionAddress(topology.get().ia(), HostAddress.of(known.getAddress()));
    this.knownPort = config.knownAs().map(InetSocketAddress::getPort);
  }

  /**
   * The addresses of a transport.
   *
   * @param listen the address to which the socket is bound
   * @param knownAs the address to which others send, if different
   */
  public record Config(InetSocketAddress listen, Optional<InetSocketAddress> knownAs) {}

  /** The services that a transport uses. */
  public record Context(
      Datagrams datagrams, DecoderLimits decoder, ServerMetrics metrics, Clock clock) {}

  /**
   * Opens a transport that can send. The transport receives messages only after {@link #serve} has
   * been called.
   *
   * @param topology the topology, which is queried for each packet sent, because border routers and
   *     servers may move
   * @return the transport
   * @throws IOException if the address cannot be bound; the message says why
   */
  public static ScionUdp open(Config config, Supplier<Topology> topology, Context context)
      throws IOException {
    return new ScionUdp(config, topology, context);
  }

  /**
   * Starts passing received messages to the path server. Messages received before that are dropped.
   */
  public void serve(PathServer server) {
    handler.handTo((datagram, underlay) -> received(datagram, underlay, server));
  }

  /** {@return the bound address, with the actual port} */
  public InetSocketAddress address() {
    return endpoint.local();
  }

  /** {@return the number of datagrams that could not be sent} */
  public long unsent() {
    return endpoint.unsent();
  }

  /** {@return the address that others see as the sender of the server's own messages} */
  public Requester self() {
    return new Requester(local.ia(), local.host(), localPort());
  }

  /**
   * {@return the local port} Unless the port is fixed, it is queried from the endpoint each time,
   * because a dispatcher may assign a different port after each reconnection.
   */
  private int localPort() {
    return knownPort.orElseGet(() -> endpoint.local().getPort());
  }

  /** {@return whether packets can currently be received} */
  public boolean isReceiving() {
    return endpoint.isReceiving();
  }

  /** {@return a future that completes when packets can be received for the first time} */
  public CompletableFuture<Void> whenReceiving() {
    return endpoint.whenReceiving();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  private void received(ByteBuffer datagram, InetSocketAddress underlay, PathServer server) {
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> {
        metrics.messageDropped(refusal.reason());
        complain(datagram);
      }
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> received(packet, underlay, server);
    }
  }

  /**
   * Sends an SCMP error. The rate is limited because sources can be forged, so attackers could
   * otherwise use malformed packets to flood others with errors.
   */
  private void complain(ByteBuffer datagram) {
    ScmpErrors.aboutRefused(datagram, local, clock.wallMs() * US_PER_MS)
        .filter(error -> scmpErrors.tryTake())
        .ifPresent(
            error ->
                FirstHop.of(error.destination(), error.path(), topology.get())
                    .ifPresentOrElse(
                        firstHop -> send(error, firstHop),
                        () -> noFirstHop(error.destination(), error.path())));
  }

  private void received(ScionPacket packet, InetSocketAddress underlay, PathServer server) {
    if (!packet.destination().ia().equals(local.ia())) {
      metrics.messageDropped(DropReason.OTHER_AS);
      return;
    }
    switch (packet.layer4()) {
      case UdpDatagram udp -> {
        switch (codec.decodeFramed(udp.payload())) {
          case Decoded.Refused<ControlPayload>(Refusal refusal) ->
              metrics.messageDropped(refusal.reason());
          case Decoded.Accepted<ControlPayload>(ControlPayload payload) -> {
            ScionAddress source = packet.source();
            server.received(
                payload,
                new Requester(source.ia(), source.host(), udp.sourcePort()),
                back(packet, udp.sourcePort(), underlay));
          }
        }
      }
      case ScmpMessage scmp ->
          received(scmp, new Requester(packet.source().ia(), packet.source().host(), 0), server);
    }
  }

  private void received(ScmpMessage scmp, Requester from, PathServer server) {
    if (ScmpType.of(scmp.scmpClass(), scmp.type()).orElse(null) != ScmpType.REVOKED_INTERFACE) {
      metrics.messageDropped(DropReason.UNSUPPORTED);
      lines.error(
          log,
          "Dropped an SCMP message of unsupported type {}/{} from {}",
          scmp.scmpClass(),
          scmp.type(),
          from);
      return;
    }
    switch (ScmpPayload.decode(scmp).then(this::revocation)) {
      case Decoded.Refused<Revocation>(Refusal refusal) -> metrics.messageDropped(refusal.reason());
      case Decoded.Accepted<Revocation>(Revocation revocation) ->
          server.revokedByScmp(revocation, from);
    }
  }

  private Decoded<Revocation> revocation(ScmpPayload payload) {
    return payload.info() instanceof ScmpInfo.RevokedInterface revoked
        ? revoked.revocation(revocations)
        : Decoded.refused(RefusalReason.SCMP_INFO, "not a revocation");
  }

  private ReplyRoute back(ScionPacket packet, int sourcePort, InetSocketAddress underlay) {
    ScionAddress source = packet.source();
    boolean straight =
        packet.path().isEmpty()
            && sourcePort == underlay.getPort()
            && source.host().ip().filter(underlay.getAddress()::equals).isPresent();
    return new ReplyRoute(
        new Route(
            source,
            sourcePort,
            answering(packet),
            packet.path().reversed(),
            packet.answerExtensions(),
            straight ? Optional.of(underlay) : Optional.empty()));
  }

  /**
   * {@return the source address of the answer to a packet} A service address is not a valid source,
   * so a request to a service is answered from the server's own address.
   */
  private ScionAddress answering(ScionPacket packet) {
    return packet.destination().host() instanceof HostAddress.Service
        ? local
        : packet.destination();
  }

  @Override
  public boolean canSend() {
    return isReceiving();
  }

  @Override
  public int maxPayloadBytes(Destination to) {
    return way(to).map(ReplyRoute::maxPayloadBytes).orElse(0);
  }

  @Override
  public int maxRoutedBytes(Destination to) {
    return way(to).map(ReplyRoute::maxRoutedBytes).orElse(0);
  }

  @Override
  public void send(ControlPayload payload, Destination to) {
    way(to).ifPresent(way -> way.send(payload));
  }

  /**
   * Determines the route to a destination. If there is no route, counts the dropped message.
   *
   * @return the route, if any
   */
  private Optional<ReplyRoute> way(Destination to) {
    return switch (to) {
      case Destination.PathService(PathSegment over) ->
          against(over)
              .map(
                  path -> way(new ScionAddress(over.firstIa(), HostAddress.Service.PATH), 0, path));
      case Destination.CertificateService _ -> {
        Optional<InetSocketAddress> server =
            topology.get().certificateServer().map(Topology.Server::address);
        if (server.isEmpty()) {
          dropped(DropReason.NO_CERTIFICATE_SERVER, "topology.json lists no certificate server");
        }
        yield server.map(
            address ->
                way(
                    new ScionAddress(local.ia(), HostAddress.of(address.getAddress())),
                    address.getPort(),
                    ScionPath.EMPTY));
      }
    };
  }

  private ReplyRoute way(ScionAddress to, int port, ScionPath path) {
    return new ReplyRoute(new Route(to, port, local, path, List.of(), Optional.empty()));
  }

  /**
   * Builds the path that leads back along a segment. This fails for some segments, because their
   * hop fields come from other ASes and may lead nowhere.
   */
  private Optional<ScionPath> against(PathSegment segment) {
    if (!segment.lastIa().equals(local.ia())) {
      dropped(DropReason.NO_FIRST_HOP, segment + " does not lead to this AS");
      return Optional.empty();
    }
    try {
      return Optional.of(ScionPath.against(segment));
    } catch (IllegalArgumentException e) {
      dropped(DropReason.NO_FIRST_HOP, segment + " cannot be used as a path: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void send(ScionPacket packet, InetSocketAddress firstHop) {
    ByteBuffer bytes = sending.get();
    int size = PacketCodec.size(packet);
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(Integer.highestOneBit(size) * 2);
      sending.set(bytes);
    }
    bytes.clear();
    PacketCodec.encode(packet, bytes);
    endpoint.send(bytes.flip(), firstHop);
  }

  private void noFirstHop(ScionAddress to, ScionPath path) {
    String over = path.isEmpty() ? "" : " over interface " + path.egressInterface().orElseThrow();
    dropped(DropReason.NO_FIRST_HOP, "topology.json has no first hop to " + to + over);
  }

  private void dropped(DropReason reason, String why) {
    metrics.messageDropped(reason);
    lines.warn(log, "Dropped an outgoing message: {}", why);
  }

  /** Sends replies over a route. */
  private final class ReplyRoute implements Replies {
    private final Route route;

    private ReplyRoute(Route route) {
      this.route = route;
    }

    @Override
    public long memoryBytes() {
      return route.memoryBytes();
    }

    @Override
    public int maxPayloadBytes() {
      return MAX_PACKET_SIZE - route.headersSize();
    }

    @Override
    public int maxRoutedBytes() {
      return route.to().ia().equals(local.ia())
          ? maxPayloadBytes()
          : MAX_ROUTED_PACKET_SIZE - route.headersSize();
    }

    @Override
    public void send(ControlPayload payload) {
      send(FramedPayload.of(payload));
    }

    @Override
    public void send(FramedPayload framed) {
      ScionPacket packet = route.packet(localPort(), ByteBuffer.wrap(framed.bytes().unsafeBytes()));
      int size = PacketCodec.size(packet);
      if (size > MAX_PACKET_SIZE) {
        dropped(
            DropReason.TOO_LARGE, size + " bytes to " + route.to() + " do not fit into one packet");
        return;
      }
      route
          .straight()
          .or(() -> FirstHop.of(route.to(), route.path(), topology.get()))
          .ifPresentOrElse(
              firstHop -> ScionUdp.this.send(packet, firstHop),
              () -> noFirstHop(route.to(), route.path()));
    }
  }
}
