package org.waymark.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.ControlCodec;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
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
 * A host that talks to one path server over a real UDP socket, as SCION packets of one AS.
 *
 * <p>Used by one thread.
 */
public final class ScionUdpClient implements AutoCloseable {
  private static final long WRITABLE_WITHIN_MS = 1_000;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final ByteBuffer received = ByteBuffer.allocateDirect(PacketCodec.MAX_SIZE);
  private final ScionAddress server;
  private final int serverPort;
  private final ScionAddress local;
  private final int localPort;
  private final Clock clock;
  private final DatagramChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private long lastRequestId;

  /**
   * @param serverIa the AS of the server
   * @param ia the AS this host is in
   * @param clock for timeouts
   * @throws IOException when no socket can be opened
   */
  public ScionUdpClient(InetSocketAddress server, IsdAs serverIa, IsdAs ia, Clock clock)
      throws IOException {
    this.clock = clock;
    this.channel = DatagramChannel.open();
    this.selector = Selector.open();
    channel.configureBlocking(false);
    channel.connect(server);
    this.key = channel.register(selector, SelectionKey.OP_READ);
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    this.server = new ScionAddress(serverIa, HostAddress.of(server.getAddress()));
    this.serverPort = server.getPort();
    this.local = new ScionAddress(ia, HostAddress.of(bound.getAddress()));
    this.localPort = bound.getPort();
  }

  /**
   * Sends a message that has no answer, with a request id of its own.
   *
   * @throws IOException when it cannot be sent, or the system takes none for a second
   */
  public void send(Message message) throws IOException {
    send(new ControlPayload(message, ++lastRequestId));
  }

  /**
   * {@return the answer to a request, or nothing when none came in time: a path server does not
   * answer when it finds nothing}
   *
   * <p>The request is sent again whenever {@code resendAfter} passed without an answer. Answers to
   * earlier requests are passed over.
   */
  public Optional<SegmentReply> ask(SegmentRequest request, Duration timeout, Duration resendAfter)
      throws IOException {
    long requestId = ++lastRequestId;
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

  private void send(ControlPayload payload) throws IOException {
    ByteString framed = ControlCodec.encodeFramed(payload);
    ScionPacket packet =
        new ScionPacket(
            server,
            local,
            new UdpDatagram(localPort, serverPort, ByteBuffer.wrap(framed.unsafeBytes())));
    ByteBuffer bytes = PacketCodec.encode(packet);
    // A datagram is taken whole or not at all: not while those before it fill the send buffer.
    while (channel.write(bytes) == 0) {
      awaitWritable();
    }
  }

  private void awaitWritable() throws IOException {
    key.interestOps(SelectionKey.OP_WRITE);
    try {
      if (selector.select(WRITABLE_WITHIN_MS) == 0) {
        throw new IOException("the system takes no more datagrams");
      }
      selector.selectedKeys().clear();
    } finally {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private Optional<SegmentReply> awaitReply(long requestId, long untilNs) throws IOException {
    while (true) {
      received.clear();
      if (channel.read(received) > 0) {
        Optional<SegmentReply> reply = reply(received.flip(), requestId);
        if (reply.isPresent()) {
          return reply;
        }
        continue;
      }
      long leftNs = untilNs - clock.monotonicNs();
      if (leftNs <= 0) {
        return Optional.empty();
      }
      selector.select(Math.max(1, leftNs / 1_000_000));
      selector.selectedKeys().clear();
    }
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
      case ScmpMessage _ -> Decoded.refused(RefusalReason.PACKET_PROTOCOL, "SCMP is no answer");
    };
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
