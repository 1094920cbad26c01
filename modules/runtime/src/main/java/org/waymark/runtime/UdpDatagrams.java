package org.waymark.runtime;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Opens datagram endpoints over UDP. Every endpoint has its own receive thread. */
public final class UdpDatagrams implements Datagrams {
  /**
   * The size of the receive buffer to request; the system may grant less. The buffer absorbs bursts
   * while a handler is busy.
   */
  private static final int RECEIVE_BUFFER_BYTES = 8 << 20;

  private static final int SEND_BUFFER_BYTES = 2 << 20;

  private final FaultHandler faults;

  /**
   * @param faults the handler to notify if a datagram handler fails or receiving fails; the
   *     endpoint keeps running after such a failure
   */
  public UdpDatagrams(FaultHandler faults) {
    this.faults = faults;
  }

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler)
      throws IOException {
    DatagramChannel channel = channel(local);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
      bind(channel, local);
      return UdpEndpoint.start(channel, handler, faults);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static DatagramChannel channel(InetSocketAddress local) throws BindException {
    try {
      return DatagramChannel.open(family(local));
    } catch (IOException e) {
      throw unbound(local, e);
    }
  }

  private static void bind(DatagramChannel channel, InetSocketAddress local) throws IOException {
    try {
      channel.bind(local);
    } catch (IOException e) {
      throw unbound(local, e);
    }
  }

  private static BindException unbound(InetSocketAddress local, IOException e) {
    BindException clear =
        new BindException(BindTrouble.of("UDP " + SocketAddresses.text(local), "address", e));
    clear.initCause(e);
    return clear;
  }

  private static ProtocolFamily family(InetSocketAddress local) {
    return local.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }
}
