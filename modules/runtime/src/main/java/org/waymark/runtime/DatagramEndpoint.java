package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** An open socket for datagrams. All methods are callable from any thread. */
public interface DatagramEndpoint extends AutoCloseable {
  /** {@return the address to which it is bound, with the actual port} */
  InetSocketAddress local();

  /**
   * Sends a datagram if it can, without ever blocking. A datagram that cannot be sent (too large,
   * no route, endpoint closed) is counted and otherwise treated like one that is lost on the way.
   *
   * @param payload the bytes from position to limit; the position equals the limit afterwards, and
   *     the buffer is not retained
   */
  void send(ByteBuffer payload, InetSocketAddress to);

  /** {@return the number of datagrams that could not be sent} */
  long unsent();

  /**
   * {@return whether datagrams can arrive now} An endpoint with its own socket receives while it is
   * open. An endpoint behind a dispatcher receives while it is registered there.
   */
  default boolean isReceiving() {
    return true;
  }

  /** {@return a future that completes as soon as datagrams can first arrive} */
  default CompletableFuture<Void> whenReceiving() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Frees the port. After this returns, the handler is not called again, unless the handler itself
   * made the call. Closing twice has no further effect.
   */
  @Override
  void close();
}
