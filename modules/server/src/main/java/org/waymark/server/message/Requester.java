package org.waymark.server.message;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;

/** Who sent a message: its AS, host and port as the packet says; anyone can forge them. */
public record Requester(IsdAs ia, HostAddress host, int port) {
  /** {@return the host, whatever the port} */
  public Source source() {
    return new Source(ia, host);
  }

  /** {@return the IP address as its bytes, empty when the host has none} */
  public ByteString hostBytes() {
    return host.ip().map(ip -> ByteString.owning(ip.getAddress())).orElse(ByteString.EMPTY);
  }

  @Override
  public String toString() {
    return ia + "," + host + ":" + port;
  }
}
