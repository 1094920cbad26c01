package org.waymark.edge.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.wire.packet.PacketCodec;

/**
 * A UDP socket for a client whose server has its own UDP socket. It is no channel, because the
 * first channel of a process searches all jars for a provider of channels, which takes longer than
 * the answer.
 */
final class UdpClientSocket implements ClientSocket {
  private static final long NS_PER_MS = 1_000_000;

  private final DatagramPacket received =
      new DatagramPacket(new byte[PacketCodec.MAX_SIZE], PacketCodec.MAX_SIZE);
  private final DatagramSocket socket;
  private final Clock clock;

  UdpClientSocket(InetSocketAddress server, Clock clock) throws IOException {
    this.clock = clock;
    this.socket = new DatagramSocket(null);
    try {
      socket.connect(server);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void send(ByteBuffer packet) throws IOException {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  @Override
  public Optional<ByteBuffer> receive(long untilNs) throws IOException {
    do {
      long leftMs = (untilNs - clock.monotonicNs()) / NS_PER_MS;
      socket.setSoTimeout(Math.clamp(leftMs, 1, Integer.MAX_VALUE));
      received.setLength(PacketCodec.MAX_SIZE);
      try {
        socket.receive(received);
        if (received.getLength() > 0) {
          return Optional.of(ByteBuffer.wrap(received.getData(), 0, received.getLength()));
        }
      } catch (SocketTimeoutException _) {
        // The loop ends at the deadline.
      }
    } while (untilNs - clock.monotonicNs() > 0);
    return Optional.empty();
  }

  @Override
  public void close() {
    socket.close();
  }
}
