package org.waymark.world.certificate;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.waymark.edge.Ports;
import org.waymark.edge.config.Topology;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustResponder;
import org.waymark.world.trust.TrustStore;

/**
 * A certificate server, which answers requests for TRCs and chains from the trust material of its
 * AS, and adds the material that the path servers of the AS forward (PROTOCOL 3.1). A certificate
 * server never sends requests, because the beacon server, which uses the same trust store, obtains
 * the material that the segments of this AS need.
 *
 * <p>Callable from any thread.
 */
public final class CertificateServer implements AutoCloseable {
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final DropCounts drops = new DropCounts();
  private final TrustStore trust;
  private final TrustResponder answers;
  private final ScionSocket socket;

  /**
   * Opens the server, which starts answering requests immediately.
   *
   * @param id the id of the server in the topology
   * @throws IOException if the server's address cannot be bound; the message says why
   * @throws IllegalArgumentException if the topology has no such server
   */
  public CertificateServer(Site site, String id, TrustStore trust, Ports ports) throws IOException {
    Topology.Server server = site.topology().certificateServers().get(id);
    if (server == null) {
      throw new IllegalArgumentException(site.ia() + " has no certificate server " + id);
    }
    this.trust = trust;
    this.answers = new TrustResponder(trust, drops, ports.clock());
    // Packets received before the socket is assigned wait for the lock.
    synchronized (this) {
      socket =
          new ScionSocket(
              ports.datagrams(), server.socket(), site.topology(), drops, this::received);
    }
  }

  private synchronized void received(ScionPacket packet, InetSocketAddress underlay) {
    switch (packet.layer4()) {
      case ScmpMessage _ -> drops.count("unsupported");
      case UdpDatagram udp -> {
        switch (codec.decodeFramed(udp.payload())) {
          case Decoded.Refused<ControlPayload>(Refusal refusal) ->
              drops.count(refusal.reason().text());
          case Decoded.Accepted<ControlPayload>(ControlPayload payload) ->
              received(payload, packet);
        }
      }
    }
  }

  private void received(ControlPayload payload, ScionPacket packet) {
    switch (payload.message()) {
      case TrcRequest request -> answers.answer(request, payload.requestId(), packet, socket);
      case CertChainRequest request -> answers.answer(request, payload.requestId(), packet, socket);
      case TrcReply reply -> trust.take(reply);
      case CertChainReply reply -> trust.take(reply);
      default -> drops.count("unsupported");
    }
  }

  /** {@return the counts of unanswered requests, by reason} */
  public DropCounts drops() {
    return drops;
  }

  /** Releases the address. */
  @Override
  public void close() {
    socket.close();
  }
}
