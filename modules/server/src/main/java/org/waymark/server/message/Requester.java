package org.waymark.server.message;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;

/** The sender of a message: AS, host and port as given in the packet, which anyone can forge. */
public record Requester(IsdAs ia, HostAddress host, int port) {
  /** {@return the AS and host, without the port} */
  public Source source() {
    return new Source(ia, host);
  }

  /** {@return the bytes of the IP address; empty if the host has none} */
  public ByteString hostBytes() {
    return host.ip().map(ip -> ByteString.owning(ip.getAddress())).orElse(ByteString.EMPTY);
  }

  @Override
  public String toString() {
    return ia + "," + host + ":" + port;
  }
}
