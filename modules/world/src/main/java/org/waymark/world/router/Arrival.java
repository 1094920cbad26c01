package org.waymark.world.router;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;

/**
 * A datagram as it came in.
 *
 * @param ingress the interface, or {@link #INSIDE}
 * @param datagram lives as long as the call that received it
 * @param from the underlay address of the sender
 */
record Arrival(int ingress, ByteBuffer datagram, InetSocketAddress from) {
  /** In place of an interface: from a host of the own AS. */
  static final int INSIDE = 0;

  boolean isFromInside() {
    return ingress == INSIDE;
  }

  /** {@return where on its path the packet is, which has to be one} */
  ScmpInfo.PathOffsets offsets(int interfaceId, boolean isIngress) {
    return ScmpErrors.offsets(datagram, interfaceId, isIngress);
  }
}
