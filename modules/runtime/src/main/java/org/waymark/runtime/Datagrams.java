package org.waymark.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where datagram endpoints come from: UDP, or a simulated network. */
@FunctionalInterface
public interface Datagrams {
  /**
   * Opens an endpoint, which receives from now on.
   *
   * @param local port 0 for any free one
   * @throws IOException when it cannot be bound there; the text says why and what to do
   */
  DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler) throws IOException;
}
