package org.waymark.world.router;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;

/**
 * A received datagram.
 *
 * @param ingress the interface over which the datagram arrived, or {@link #INSIDE}
 * @param datagram the content, valid until the receiving call returns
 * @param from the underlay address of the sender
 */
record Arrival(int ingress, ByteBuffer datagram, InetSocketAddress from) {
  /** Used instead of an interface for datagrams from a host of the local AS. */
  static final int INSIDE = 0;

  boolean isFromInside() {
    return ingress == INSIDE;
  }

  /** {@return the packet's position on its path, which must not be empty} */
  ScmpInfo.PathOffsets offsets(int interfaceId, boolean isIngress) {
    return ScmpErrors.offsets(datagram, interfaceId, isIngress);
  }
}
