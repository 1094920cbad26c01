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
 * Does the minimum work of a UDP server: one thread receives a request, reads a size from its
 * start, and sends back that many bytes.
 */
final class EchoServer implements AutoCloseable {
  private static final int MAX_DATAGRAM_BYTES = 65_535;

  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final Thread thread;

  /** Starts the server on a free port. */
  EchoServer() throws IOException {
    channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = (InetSocketAddress) channel.getLocalAddress();
    thread = Thread.ofPlatform().daemon().name("echo").start(this::serve);
  }

  /** Runs a server until the process is ended. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (EchoServer echo = new EchoServer()) {
      System.out.println(ServerProcess.READY + echo.address().getPort());
      echo.thread.join();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  private void serve() {
    ByteBuffer request = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    ByteBuffer reply = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    try {
      while (true) {
        request.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(request);
        channel.send(reply.position(0).limit(request.getInt(0)), from);
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
