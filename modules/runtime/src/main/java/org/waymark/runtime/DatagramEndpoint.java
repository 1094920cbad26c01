package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** An open socket for datagrams. All methods are callable from any thread. */
public interface DatagramEndpoint extends AutoCloseable {
  /** {@return the address to which the endpoint is bound, with the actual port} */
  InetSocketAddress local();

  /**
   * Sends a datagram if possible, without ever blocking. A datagram that cannot be sent (too large,
   * no route, endpoint closed) is counted. To the sender, it is as if the network had lost the
   * datagram.
   *
   * @param payload the bytes from position to limit; the position equals the limit afterwards, and
   *     the buffer is not retained
   */
  void send(ByteBuffer payload, InetSocketAddress to);

  /** {@return the number of datagrams that could not be sent} */
  long unsent();

  /**
   * {@return whether datagrams can currently arrive} An endpoint with its own socket receives
   * datagrams while it is open. An endpoint behind a dispatcher receives datagrams while it is
   * registered with the dispatcher.
   */
  default boolean isReceiving() {
    return true;
  }

  /** {@return a future that completes as soon as datagrams can arrive for the first time} */
  default CompletableFuture<Void> whenReceiving() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Frees the port. After this method returns, the handler is not called again, unless the handler
   * itself called this method. Closing an endpoint again has no effect.
   */
  @Override
  void close();
}
