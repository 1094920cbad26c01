package org.waymark.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a client's SCION packets to one server go out and the answers come in. Used by one thread.
 */
interface ClientSocket extends AutoCloseable {
  /** {@return the host and port that answers are sent to} */
  InetSocketAddress local();

  /** Sends a packet. */
  void send(ByteBuffer packet) throws IOException;

  /**
   * {@return a packet, which lives until the next call; nothing when none came in time}
   *
   * @param untilNs on the monotonic clock
   */
  Optional<ByteBuffer> receive(long untilNs) throws IOException;

  @Override
  void close() throws IOException;
}
