package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A handler for an endpoint that must be opened before the actual handler exists. Datagrams that
 * arrive before then are dropped.
 *
 * <p>Owned by whoever opens the endpoint. Datagrams arrive on the thread of the endpoint; the
 * handler may be set on any thread.
 */
public final class LateHandler implements DatagramHandler {
  private volatile DatagramHandler target = (payload, from) -> {};

  /**
   * Forwards all datagrams that arrive from now on to the given handler. Callable from any thread.
   */
  public void handTo(DatagramHandler handler) {
    target = handler;
  }

  @Override
  public void received(ByteBuffer payload, InetSocketAddress from) {
    target.received(payload, from);
  }
}
