package org.waymark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/**
 * Does the minimum work of a UDP server: one thread receives a request, reads a number from its
 * start, and sends back the bytes prepared for that number.
 */
final class EchoServer implements AutoCloseable {
  private static final int MAX_DATAGRAM_BYTES = 65_535;

  private final ByteBuffer[] replies;
  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final Thread thread;

  /**
   * Starts the server on a free port.
   *
   * @param replyBytes the size of the reply for each number
   */
  EchoServer(int... replyBytes) throws IOException {
    replies = new ByteBuffer[replyBytes.length];
    for (int i = 0; i < replies.length; i++) {
      replies[i] = ByteBuffer.allocateDirect(replyBytes[i]);
    }
    channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = (InetSocketAddress) channel.getLocalAddress();
    thread = Thread.ofPlatform().daemon().name("echo").start(this::serve);
  }

  InetSocketAddress address() {
    return address;
  }

  private void serve() {
    ByteBuffer request = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    try {
      while (true) {
        request.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(request);
        channel.send(replies[request.getInt(0)].rewind(), from);
      }
    } catch (ClosedChannelException closed) {
      // The socket was closed because the benchmark has ended.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
