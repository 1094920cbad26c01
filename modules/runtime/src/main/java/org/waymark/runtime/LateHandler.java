package org.waymark.runtime;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A handler for an endpoint that has to be open before there is anybody to handle what it receives.
 * Until then datagrams are dropped.
 */
public final class LateHandler implements DatagramHandler {
  private volatile DatagramHandler target = (payload, from) -> {};

  /** Hands on what is received from now on. Callable from any thread. */
  public void handTo(DatagramHandler handler) {
    target = handler;
  }

  @Override
  public void received(ByteBuffer payload, InetSocketAddress from) {
    target.received(payload, from);
  }
}
