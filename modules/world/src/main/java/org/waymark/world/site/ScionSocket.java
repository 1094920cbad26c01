package org.waymark.world.site;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.waymark.edge.config.Topology;
import org.waymark.edge.udp.FirstHop;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.Datagrams;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/**
 * The socket that hosts of an AS other than path servers use to send and receive SCION packets
 * directly over UDP. Each IP address belongs to one host, which uses the port that a dispatcher
 * would use.
 *
 * <p>Sending is callable from any thread.
 */
public final class ScionSocket implements AutoCloseable {
  private final Topology topology;
  private final DropCounts drops;
  private final DatagramEndpoint endpoint;
  private final ScionAddress local;

  /** Receives the packets addressed to the host, on the receive thread. */
  public interface Handler {
    /**
     * @param packet a view of the received bytes, which is valid until the call returns
     * @param underlay the address from which the datagram came
     */
    void received(ScionPacket packet, InetSocketAddress underlay);
  }

  /**
   * Opens a socket, which starts receiving immediately.
   *
   * @param listen the address of the host and its UDP port
   * @throws IOException if the address cannot be bound; the message says why
   */
  public ScionSocket(
      Datagrams datagrams,
      InetSocketAddress listen,
      Topology topology,
      DropCounts drops,
      Handler handler)
      throws IOException {
    this.topology = topology;
    this.drops = drops;
    this.local = new ScionAddress(topology.ia(), HostAddress.of(listen.getAddress()));
    this.endpoint =
        datagrams.open(listen, (datagram, underlay) -> received(datagram, underlay, handler));
  }

  /** {@return the source address of packets sent from this socket} */
  public ScionAddress local() {
    return local;
  }

  /** {@return the UDP port} */
  public int port() {
    return endpoint.local().getPort();
  }

  private void received(ByteBuffer datagram, InetSocketAddress underlay, Handler handler) {
    switch (PacketCodec.decode(datagram)) {
      case Decoded.Refused<ScionPacket>(Refusal refusal) -> drops.count(refusal.reason().text());
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        if (packet.destination().ia().equals(local.ia())) {
          handler.received(packet, underlay);
        } else {
          drops.count("other-as");
        }
      }
    }
  }

  /**
   * Sends a control message.
   *
   * @param port the port of the destination; 0 for a service
   */
  public void send(ControlPayload payload, ScionAddress to, int port, ScionPath path) {
    ByteBuffer framed = ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
    send(new ScionPacket(to, local, path, List.of(), new UdpDatagram(port(), port, framed)));
  }

  /** Answers a control message over the reversed path. */
  public void answer(ScionPacket question, ControlPayload payload) {
    ByteBuffer framed = ByteBuffer.wrap(ControlCodec.encodeFramed(payload).unsafeBytes());
    send(question.answer(local, port(), framed));
  }

  /** Sends a packet to its first hop, or drops and counts the packet if it has no first hop. */
  public void send(ScionPacket packet) {
    FirstHop.of(packet.destination(), packet.path(), topology)
        .ifPresentOrElse(firstHop -> send(packet, firstHop), () -> drops.count("no-first-hop"));
  }

  /** Sends a packet to an underlay address. */
  public void send(ScionPacket packet, InetSocketAddress firstHop) {
    endpoint.send(PacketCodec.encode(packet), firstHop);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
