package org.waymark.edge.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.waymark.runtime.Clock;
import org.waymark.wire.packet.PacketCodec;

/** A UDP socket for a client whose server has its own UDP socket. */
final class UdpClientSocket implements ClientSocket {
  private final ByteBuffer received = ByteBuffer.allocateDirect(PacketCodec.MAX_SIZE);
  private final DatagramChannel channel;
  private final ClientWait wait;
  private final InetSocketAddress local;

  UdpClientSocket(InetSocketAddress server, Clock clock) throws IOException {
    this.channel = DatagramChannel.open();
    try {
      channel.connect(server);
      this.wait = new ClientWait(channel, clock);
      this.local = (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(ByteBuffer packet) throws IOException {
    // The channel either accepts a whole datagram or, while earlier datagrams fill the send buffer,
    // rejects it.
    while (channel.write(packet) == 0) {
      wait.untilWritable();
    }
  }

  @Override
  public Optional<ByteBuffer> receive(long untilNs) throws IOException {
    do {
      received.clear();
      if (channel.read(received) > 0) {
        return Optional.of(received.flip());
      }
    } while (wait.forMore(untilNs));
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    wait.close();
    channel.close();
  }
}
