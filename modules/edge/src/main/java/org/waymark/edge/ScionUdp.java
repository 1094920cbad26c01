package org.waymark.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.PathServer;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.ControlCodec;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.UdpDatagram;

/**
 * SCION packets of one AS straight over UDP (spec 2.2): decodes what arrives, drops and counts what
 * is malformed or meant for another AS, and sends answers back to the UDP address the question came
 * from.
 *
 * <p>Messages are handed to the path server on the receive thread of the endpoint.
 */
public final class ScionUdp implements Outbound, AutoCloseable {
  private final ScionAddress local;
  private final int localPort;
  private final ControlCodec codec;
  private final ServerMetrics metrics;
  private final LateHandler handler = new LateHandler();
  private final DatagramEndpoint endpoint;

  private ScionUdp(
      Datagrams datagrams,
      InetSocketAddress listen,
      IsdAs ia,
      ControlCodec codec,
      ServerMetrics metrics)
      throws IOException {
    this.codec = codec;
    this.metrics = metrics;
    this.endpoint = datagrams.open(listen, handler);
    this.local = new ScionAddress(ia, HostAddress.of(endpoint.local().getAddress()));
    this.localPort = endpoint.local().getPort();
  }

  /** Hands what arrives from now on to the path server; what came before is dropped. */
  public void serve(PathServer server) {
    handler.target = (datagram, underlay) -> received(datagram, underlay, server);
  }

  /** Drops what arrives before there is a server for it. */
  private static final class LateHandler implements DatagramHandler {
    private volatile DatagramHandler target = (payload, from) -> {};

    @Override
    public void received(ByteBuffer payload, InetSocketAddress from) {
      target.received(payload, from);
    }
  }

  /**
   * {@return a transport that can send, and receives for a server once it has one}
   *
   * @throws IOException when the address cannot be bound; the text says why
   */
  public static ScionUdp open(
      Datagrams datagrams,
      InetSocketAddress listen,
      IsdAs ia,
      ControlCodec codec,
      ServerMetrics metrics)
      throws IOException {
    return new ScionUdp(datagrams, listen, ia, codec, metrics);
  }

  /** {@return the address it is bound to, with the actual port} */
  public InetSocketAddress address() {
    return endpoint.local();
  }

  @Override
  public int maxPayloadBytes(Destination to) {
    return PacketCodec.maxUdpPayload(local.host(), local.host()) - UNDERLAY_HEADERS;
  }

  @Override
  public void send(ControlPayload payload, Destination to) {
    metrics.messageDropped("no-first-hop");
  }

  @Override
  public void close() {
    endpoint.close();
  }

  private void received(ByteBuffer datagram, InetSocketAddress underlay, PathServer server) {
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) ->
          metrics.messageDropped(refusal.reason().text());
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> received(packet, underlay, server);
    }
  }

  private void received(ScionPacket packet, InetSocketAddress underlay, PathServer server) {
    if (!packet.destination().ia().equals(local.ia())) {
      metrics.messageDropped("other-as");
      return;
    }
    switch (packet.layer4()) {
      case UdpDatagram udp -> {
        switch (codec.decodeFramed(udp.payload())) {
          case Decoded.Refused<ControlPayload>(Refusal refusal) ->
              metrics.messageDropped(refusal.reason().text());
          case Decoded.Accepted<ControlPayload>(ControlPayload payload) -> {
            ScionAddress source = packet.source();
            server.received(
                payload,
                new Requester(source.ia(), source.host(), udp.sourcePort()),
                new BackTo(source, udp.sourcePort(), answering(packet), underlay));
          }
        }
      }
      case ScmpMessage _ -> metrics.messageDropped("scmp");
    }
  }

  /** A service that was asked is no legal source of the answer. */
  private ScionAddress answering(ScionPacket packet) {
    return packet.destination().host() instanceof HostAddress.Service
        ? local
        : packet.destination();
  }

  /** The way back to one sender. */
  private final class BackTo implements Replies {
    private final ScionAddress requester;
    private final int requesterPort;
    private final ScionAddress from;
    private final InetSocketAddress underlay;

    private BackTo(
        ScionAddress requester, int requesterPort, ScionAddress from, InetSocketAddress underlay) {
      this.requester = requester;
      this.requesterPort = requesterPort;
      this.from = from;
      this.underlay = underlay;
    }

    @Override
    public int maxPayloadBytes() {
      return PacketCodec.maxUdpPayload(requester.host(), from.host()) - UNDERLAY_HEADERS;
    }

    @Override
    public void send(ControlPayload payload) {
      ByteString framed = ControlCodec.encodeFramed(payload);
      ScionPacket packet =
          new ScionPacket(
              requester,
              from,
              new UdpDatagram(localPort, requesterPort, ByteBuffer.wrap(framed.unsafeBytes())));
      ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
      PacketCodec.encode(packet, bytes);
      endpoint.send(bytes.flip(), underlay);
    }
  }

  /** IPv4 and UDP around the SCION packet: together they have to stay below 65,536 bytes. */
  private static final int UNDERLAY_HEADERS = 28;
}
