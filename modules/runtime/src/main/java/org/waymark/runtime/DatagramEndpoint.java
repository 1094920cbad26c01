package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

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
   * {@return whether datagrams can arrive now} A socket of the endpoint's own receives while it is
   * open; one that somebody else holds for it, while that one knows of it.
   */
  default boolean isReceiving() {
    return true;
  }

  /** {@return a future that completes when datagrams can arrive for the first time} */
  default CompletableFuture<Void> whenReceiving() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Frees the port. When this returns the handler is not called again, except when it is the
   * handler that closes. Closing twice is the same as once.
   */
  @Override
  void close();
}
