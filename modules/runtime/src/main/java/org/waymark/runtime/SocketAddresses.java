package org.waymark.runtime;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Parses and formats IP addresses, alone or with a port. */
public final class SocketAddresses {
  private static final int MAX_PORT = 65_535;
  private static final int GROUPS = 8;

  private SocketAddresses() {}

  /**
   * Parses an address written as {@code 127.0.0.1:30041} or {@code [::1]:30041}.
   *
   * @throws IllegalArgumentException if the text has neither form
   */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MAX_PORT) {
      throw new IllegalArgumentException("'" + text + "' is not an IP:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return of(host, Integer.parseInt(port));
  }

  /**
   * Combines an IP address and a port, without any name lookup.
   *
   * @throws IllegalArgumentException if the text is not an IP address
   */
  public static InetSocketAddress of(String ip, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
  }

  /**
   * {@return the address in the form that {@link #parse} reads, with the host name if it has no IP
   * address}
   */
  public static String text(InetSocketAddress address) {
    String ip = address.isUnresolved() ? address.getHostString() : text(address.getAddress());
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
  }

  /** {@return the IP address in the form of RFC 5952, with its zone if it has one} */
  public static String text(InetAddress address) {
    if (!(address instanceof Inet6Address v6)) {
      return address.getHostAddress();
    }
    String zone = "";
    int percent = v6.getHostAddress().indexOf('%');
    if (percent >= 0) {
      zone = v6.getHostAddress().substring(percent);
    }
    return ipv6(v6.getAddress()) + zone;
  }

  /**
   * Replaces the longest run of two or more zero groups with "::". If several runs are equally
   * long, the first one is replaced.
   */
  private static String ipv6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int from = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > length) {
        from = i;
        length = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (length > 1 && i == from) {
        text.append("::");
        i += length - 1;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
