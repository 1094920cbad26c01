package org.waymark.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** IP addresses with ports as people write them. */
public final class SocketAddresses {
  private static final int MAX_PORT = 65_535;

  private SocketAddresses() {}

  /**
   * {@return the address of {@code 127.0.0.1:30041} or {@code [::1]:30041}}
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException("'" + text + "' is no IP:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return of(host, Integer.parseInt(port));
  }

  /**
   * {@return the address of an IP address, which is not looked up, and a port}
   *
   * @throws IllegalArgumentException when the text is no IP address
   */
  static InetSocketAddress of(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }

  /** {@return the address as {@link #parse} reads it} */
  public static String text(InetSocketAddress address) {
    String ip = address.getAddress().getHostAddress();
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }
}
