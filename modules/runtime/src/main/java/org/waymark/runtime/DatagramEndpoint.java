package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** An open socket for datagrams. All methods are callable from any thread. */
public interface DatagramEndpoint extends AutoCloseable {
  /** {@return the address it is bound to, with the actual port} */
  InetSocketAddress local();

  /**
   * Sends a datagram, or loses it: it never blocks, and a datagram that cannot be sent (too large,
   * no route, endpoint closed) is counted and otherwise as good as lost on the way.
   *
   * @param payload from position to limit, which are equal afterwards; not kept
   */
  void send(ByteBuffer payload, InetSocketAddress to);

  /** {@return the number of datagrams that could not be sent} */
  long unsent();

  /**
   * Frees the port. When this returns the handler is not called again, except when it is the
   * handler that closes. Closing twice is the same as once.
   */
  @Override
  void close();
}
