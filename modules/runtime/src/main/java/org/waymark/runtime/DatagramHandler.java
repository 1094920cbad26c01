package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Receives the datagrams of one endpoint. */
@FunctionalInterface
public interface DatagramHandler {
  /**
   * Handles one datagram. The receive thread of the endpoint calls this method for one datagram at
   * a time.
   *
   * @param payload the bytes from position to limit; valid only during the call, because the
   *     endpoint reuses the buffer
   */
  void received(ByteBuffer payload, InetSocketAddress from);
}
