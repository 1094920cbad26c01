package org.waymark.edge.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketPath;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A client that exchanges SCION packets with one path server of its AS, either directly over a UDP
 * socket, or through the dispatcher of this host to a server behind its own dispatcher.
 *
 * <p>Used by one thread.
 */
public final class ScionUdpClient implements AutoCloseable {
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final ClientSocket socket;
  private final ScionAddress server;
  private final int serverPort;
  private final ScionAddress local;
  private final Clock clock;
  private long lastRequestId;

  /**
   * Creates a client with its own UDP socket.
   *
   * @param serverIa the AS of the server
   * @param ia the AS of this host
   * @param clock the clock for timeouts
   * @throws IOException if no socket can be opened
   */
  public ScionUdpClient(InetSocketAddress server, IsdAs serverIa, IsdAs ia, Clock clock)
      throws IOException {
    this(new UdpClientSocket(server, clock), server, serverIa, ia, clock);
  }

  private ScionUdpClient(
      ClientSocket socket, InetSocketAddress server, IsdAs serverIa, IsdAs ia, Clock clock) {
    this.socket = socket;
    this.clock = clock;
    this.server = new ScionAddress(serverIa, HostAddress.of(server.getAddress()));
    this.serverPort = server.getPort();
    this.local = new ScionAddress(ia, HostAddress.of(socket.local().getAddress()));
  }

  /**
   * Creates a client behind the dispatcher of this host (PROTOCOL 2.3), which sends to the
   * dispatcher of the server's host.
   *
   * @param dispatcher the socket of the dispatcher
   * @param self the address at which the dispatcher of this host receives packets
   * @param server the address and port that the server registered
   * @param ia the AS of both client and server
   * @param clock the clock for timeouts
   * @return the client
   * @throws IOException if the dispatcher is not running or rejects the client; the message says
   *     why
   */
  public static ScionUdpClient behind(
      SocketPath dispatcher, InetAddress self, InetSocketAddress server, IsdAs ia, Clock clock)
      throws IOException {
    return new ScionUdpClient(
        new DispatchedClientSocket(dispatcher, ia, self, server.getAddress(), clock),
        server,
        ia,
        ia,
        clock);
  }

  /**
   * Sends a message that has no answer, with a new request id.
   *
   * @throws IOException if the message cannot be sent, or the socket accepts no data for a second
   */
  public void send(Message message) throws IOException {
    send(new ControlPayload(message, newRequestId()));
  }

  /**
   * Sends a request and waits for its answer. The request is resent every {@code resendAfter} until
   * an answer arrives. Answers to earlier requests are ignored.
   *
   * @return the answer; empty if none arrives in time, because a path server that finds nothing
   *     does not answer
   */
  public Optional<SegmentReply> ask(SegmentRequest request, Duration timeout, Duration resendAfter)
      throws IOException {
    return ask(request, newRequestId(), timeout, resendAfter);
  }

  /**
   * Sends a request under a given id and waits for its answer. If a request was sent under the same
   * id before, a late answer to it is accepted as well.
   *
   * @param requestId an id from {@link #newRequestId}
   * @return the answer; empty if none arrives in time
   */
  public Optional<SegmentReply> ask(
      SegmentRequest request, long requestId, Duration timeout, Duration resendAfter)
      throws IOException {
    long deadlineNs = clock.monotonicNs() + timeout.toNanos();
    while (clock.monotonicNs() < deadlineNs) {
      send(new ControlPayload(request, requestId));
      long resendNs = Math.min(deadlineNs, clock.monotonicNs() + resendAfter.toNanos());
      Optional<SegmentReply> reply = awaitReply(requestId, resendNs);
      if (reply.isPresent()) {
        return reply;
      }
    }
    return Optional.empty();
  }

  /** {@return a request id that this client has not used yet} */
  public long newRequestId() {
    return ++lastRequestId;
  }

  private void send(ControlPayload payload) throws IOException {
    ByteString framed = ControlCodec.encodeFramed(payload);
    ScionPacket packet =
        new ScionPacket(
            server,
            local,
            new UdpDatagram(
                socket.local().getPort(), serverPort, ByteBuffer.wrap(framed.unsafeBytes())));
    socket.send(PacketCodec.encode(packet));
  }

  private Optional<SegmentReply> awaitReply(long requestId, long untilNs) throws IOException {
    Optional<ByteBuffer> received = socket.receive(untilNs);
    while (received.isPresent()) {
      Optional<SegmentReply> reply = reply(received.get(), requestId);
      if (reply.isPresent()) {
        return reply;
      }
      received = socket.receive(untilNs);
    }
    return Optional.empty();
  }

  private Optional<SegmentReply> reply(ByteBuffer datagram, long requestId) {
    return PacketCodec.decode(datagram)
        .then(this::payload)
        .asOptional()
        .filter(payload -> payload.requestId() == requestId)
        .map(ControlPayload::message)
        .filter(SegmentReply.class::isInstance)
        .map(SegmentReply.class::cast);
  }

  private Decoded<ControlPayload> payload(ScionPacket packet) {
    return switch (packet.layer4()) {
      case UdpDatagram udp -> codec.decodeFramed(udp.payload());
      case ScmpMessage _ ->
          Decoded.refused(RefusalReason.PACKET_PROTOCOL, "an SCMP message is not an answer");
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
