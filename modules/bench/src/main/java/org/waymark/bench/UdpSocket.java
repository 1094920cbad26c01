package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A UDP client that is used for both sides of a comparison. For use by one thread. */
final class UdpSocket implements AutoCloseable {
  private static final long LOST_AFTER_MS = 5_000;
  private static final int MAX_DATAGRAM_BYTES = 65_535;

  private final DatagramChannel channel = DatagramChannel.open();
  private final Selector selector = Selector.open();
  private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
  private final long lostAfterMs;

  UdpSocket(InetSocketAddress server) throws IOException {
    this(server, LOST_AFTER_MS);
  }

  /**
   * @param lostAfterMs the time after which an answer counts as lost
   */
  UdpSocket(InetSocketAddress server, long lostAfterMs) throws IOException {
    this.lostAfterMs = lostAfterMs;
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.configureBlocking(false);
    channel.connect(server);
    channel.register(selector, SelectionKey.OP_READ);
  }

  /** {@return the local address, from which the client sends} */
  InetSocketAddress local() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** Sends the bytes of the buffer up to its limit. */
  void send(ByteBuffer bytes) throws IOException {
    bytes.rewind();
    int length = bytes.remaining();
    if (channel.write(bytes) < length) {
      throw new InvalidRunException("a request did not fit into the send buffer of its socket");
    }
  }

  /**
   * Receives the next datagram, which is valid until the next call.
   *
   * @return the datagram
   * @throws InvalidRunException if none arrives in time
   */
  ByteBuffer receive() throws IOException {
    received.clear();
    while (channel.read(received) <= 0) {
      if (selector.select(lostAfterMs) == 0) {
        throw new InvalidRunException(
            "an answer was lost: no answer arrived within " + lostAfterMs + " ms");
      }
      selector.selectedKeys().clear();
    }
    return received.flip();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
