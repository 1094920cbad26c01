package org.waymark.server.message;

import org.waymark.wire.message.ControlPayload;

/**
 * Sends messages that are not replies: forwarded requests and revocations, propagated segments, and
 * requests for trust material.
 *
 * <p>Safe to call from any thread; does not block. The transport counts messages that it cannot
 * send, for example because there is no border router for the interface or no certificate server.
 */
public interface Outbound {
  /**
   * {@return the maximum size in bytes of a framed payload that fits into one datagram to the
   * destination}
   */
  int maxPayloadBytes(Destination to);

  /**
   * {@return the maximum size in bytes of a framed payload that border routers forward, as in
   * {@link Replies#maxRoutedBytes}}
   */
  default int maxRoutedBytes(Destination to) {
    return maxPayloadBytes(to);
  }

  /** {@return whether messages can currently be sent} */
  default boolean canSend() {
    return true;
  }

  /** Sends a message to the destination. */
  void send(ControlPayload payload, Destination to);
}
