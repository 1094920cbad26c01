package org.waymark.server.message;

import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;

/** A host that messages come from, whatever the port: what budgets are kept for. */
public record Source(IsdAs ia, HostAddress host) {
  @Override
  public String toString() {
    return ia + "," + host;
  }
}
