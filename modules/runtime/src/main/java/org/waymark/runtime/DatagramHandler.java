package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes the datagrams of one endpoint. */
@FunctionalInterface
public interface DatagramHandler {
  /**
   * Called for every datagram, on the receive thread of the endpoint, one at a time.
   *
   * @param payload from position to limit; valid only during the call, after which the endpoint
   *     reuses it
   */
  void received(ByteBuffer payload, InetSocketAddress from);
}
