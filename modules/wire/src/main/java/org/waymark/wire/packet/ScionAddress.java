package org.waymark.wire.packet;

import org.waymark.segment.IsdAs;

/** The address of a host or a service in an AS. */
public record ScionAddress(IsdAs ia, HostAddress host) {
  @Override
  public String toString() {
    return ia + "," + host;
  }
}
