package org.waymark.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens datagram endpoints, over UDP or in a simulated network. */
@FunctionalInterface
public interface Datagrams {
  /**
   * Opens an endpoint, which starts receiving immediately.
   *
   * @param local the address to bind; port 0 means any free port
   * @throws IOException if the address cannot be bound; the message says why and what to do
   */
  DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler) throws IOException;
}
