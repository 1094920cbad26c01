package org.waymark.runtime;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Datagrams over UDP. Every endpoint has a receive thread of its own. */
public final class UdpDatagrams implements Datagrams {
  /** Asked for; the system may give less. Bursts wait here while a handler works. */
  private static final int RECEIVE_BUFFER_BYTES = 8 << 20;

  private static final int SEND_BUFFER_BYTES = 2 << 20;

  private final FaultHandler faults;

  /**
   * @param faults told when a handler throws or receiving fails; the endpoint goes on
   */
  public UdpDatagrams(FaultHandler faults) {
    this.faults = faults;
  }

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open(family(local));
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
      bind(channel, local);
      return UdpEndpoint.start(channel, handler, faults);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void bind(DatagramChannel channel, InetSocketAddress local) throws IOException {
    try {
      channel.bind(local);
    } catch (BindException e) {
      BindException clear =
          new BindException(
              ("cannot bind UDP %s (%s): another program has the port, or the address is none of"
                      + " this machine; stop that program or configure another address")
                  .formatted(text(local), e.getMessage()));
      clear.initCause(e);
      throw clear;
    }
  }

  /** {@return IP address and port as people write them, without a host name} */
  private static String text(InetSocketAddress address) {
    String named = address.toString();
    return named.substring(named.indexOf('/') + 1);
  }

  private static ProtocolFamily family(InetSocketAddress local) {
    return local.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }
}
