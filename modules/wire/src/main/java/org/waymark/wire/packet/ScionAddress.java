package org.waymark.wire.packet;

import org.waymark.segment.IsdAs;

/** A host, or a service, in an AS. */
public record ScionAddress(IsdAs ia, HostAddress host) {
  @Override
  public String toString() {
    return ia + "," + host;
  }
}
