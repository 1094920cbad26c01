package org.waymark.edge.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.waymark.edge.udp.FirstHop;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketPath;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;

/**
 * The socket of a short-lived client that is registered with the dispatcher of this host (PROTOCOL
 * 2.3). The socket exchanges packets with a server that is behind its own dispatcher.
 *
 * <p>The socket does not outlive its connection to the dispatcher; {@link
 * org.waymark.edge.dispatcher.DispatchedEndpoint} reconnects instead.
 */
final class DispatchedClientSocket implements ClientSocket {
  private static final long ANSWER_WITHIN_NS = TimeUnit.SECONDS.toNanos(2);
  private static final int READ_BYTES = 65_536;

  private final FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);
  private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES).limit(0);
  private final SocketPath dispatcher;
  private final HostAddress firstHop;
  private final SocketChannel channel;
  private final ClientWait wait;
  private final InetSocketAddress local;

  /**
   * Registers with a port that the dispatcher chooses.
   *
   * @param self the address at which the dispatcher of this host receives packets
   * @throws IOException if the dispatcher is not running or rejects the registration; the message
   *     says why
   */
  DispatchedClientSocket(
      SocketPath dispatcher, IsdAs ia, InetAddress self, InetAddress server, Clock clock)
      throws IOException {
    this.dispatcher = dispatcher;
    this.firstHop = HostAddress.of(server);
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      connect();
      this.wait = new ClientWait(channel, clock);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    try {
      int port =
          register(
              new DispatcherRegistration(
                  ia, HostAddress.of(self), 0, Optional.empty(), Optional.empty(), false),
              clock.monotonicNs() + ANSWER_WITHIN_NS);
      this.local = new InetSocketAddress(self, port);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void connect() throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(dispatcher.path()));
    } catch (IOException e) {
      throw new IOException(
          "no dispatcher is listening at " + dispatcher + ": " + e.getMessage(), e);
    }
  }

  private int register(DispatcherRegistration wanted, long untilNs) throws IOException {
    write(DispatcherFrame.of(wanted.encode()));
    ByteBuffer payload =
        receive(untilNs)
            .orElseThrow(
                () ->
                    new IOException(
                        "the dispatcher at " + dispatcher + " did not answer the registration"));
    return switch (RegistrationAnswer.decode(payload)) {
      case Decoded.Refused<RegistrationAnswer>(Refusal refusal) ->
          throw new IOException(
              "the dispatcher at " + dispatcher + " sent a malformed answer: " + refusal);
      case Decoded.Accepted<RegistrationAnswer>(RegistrationAnswer answer) -> {
        if (!answer.isAccepted()) {
          throw new IOException(
              "the dispatcher at " + dispatcher + " refused to register " + wanted);
        }
        yield answer.port();
      }
    };
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(ByteBuffer packet) throws IOException {
    write(new DispatcherFrame(firstHop, FirstHop.DISPATCHER_PORT, packet));
  }

  private void write(DispatcherFrame frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(frame.size());
    frame.encode(bytes);
    bytes.flip();
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        wait.untilWritable();
      }
    }
  }

  @Override
  public Optional<ByteBuffer> receive(long untilNs) throws IOException {
    do {
      do {
        Optional<Decoded<DispatcherFrame>> next = frames.read(received);
        if (next.isPresent()) {
          return Optional.of(payload(next.get()));
        }
      } while (readMore());
    } while (wait.forMore(untilNs));
    return Optional.empty();
  }

  private boolean readMore() throws IOException {
    received.clear();
    int bytes = channel.read(received);
    received.flip();
    if (bytes < 0) {
      throw new IOException("the dispatcher at " + dispatcher + " closed the connection");
    }
    return bytes > 0;
  }

  private ByteBuffer payload(Decoded<DispatcherFrame> frame) throws IOException {
    return switch (frame) {
      case Decoded.Accepted<DispatcherFrame>(DispatcherFrame whole) -> whole.payload();
      case Decoded.Refused<DispatcherFrame>(Refusal refusal) ->
          throw new IOException(
              "the dispatcher at " + dispatcher + " sent a malformed frame: " + refusal);
    };
  }

  @Override
  public void close() throws IOException {
    wait.close();
    channel.close();
  }
}
