package org.waymark.server.message;

import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;

/** A host that sends messages, regardless of the port. Budgets apply per source. */
public record Source(IsdAs ia, HostAddress host) {
  @Override
  public String toString() {
    return ia + "," + host;
  }
}
