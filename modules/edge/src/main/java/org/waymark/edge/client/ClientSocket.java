package org.waymark.edge.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The socket over which a client exchanges SCION packets with one server. Used by one thread. */
interface ClientSocket extends AutoCloseable {
  /** {@return the local host and port, to which answers are sent} */
  InetSocketAddress local();

  /** Sends a packet. */
  void send(ByteBuffer packet) throws IOException;

  /**
   * Receives a packet, which is valid until the next call.
   *
   * @param untilNs the deadline on the monotonic clock
   * @return the packet; empty if none arrives in time
   */
  Optional<ByteBuffer> receive(long untilNs) throws IOException;

  @Override
  void close() throws IOException;
}
