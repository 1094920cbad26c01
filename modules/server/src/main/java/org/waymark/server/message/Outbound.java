package org.waymark.server.message;

import org.waymark.wire.message.ControlPayload;

/**
 * The way out for messages that are no answers: requests sent on, revocations handed on, segments
 * propagated, trust material asked for.
 *
 * <p>Safe to call from any thread; does not block. What cannot be sent (no border router for the
 * interface, no certificate server) is counted by the transport.
 */
public interface Outbound {
  /** {@return the most bytes a framed payload may have to fit one datagram on this way} */
  int maxPayloadBytes(Destination to);

  /** {@return the most bytes that it may have to arrive, as {@link Replies#maxRoutedBytes}} */
  default int maxRoutedBytes(Destination to) {
    return maxPayloadBytes(to);
  }

  /** {@return whether messages can leave at all now} */
  default boolean canSend() {
    return true;
  }

  /** Sends a message. */
  void send(ControlPayload payload, Destination to);
}
