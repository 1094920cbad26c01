package org.waymark.server.message;

import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.message.ControlPayload;

/**
 * Sends replies to the sender of a message. Safe to call from any thread, even after the message
 * has been handled.
 */
public interface Replies {
  /** Discards all replies, for a sender that does not take any. */
  Replies NOWHERE =
      new Replies() {
        @Override
        public int maxPayloadBytes() {
          return Integer.MAX_VALUE;
        }

        @Override
        public void send(ControlPayload payload) {
          // The sender has another way to learn of the outcome.
        }
      };

  /**
   * {@return the maximum size in bytes of a framed payload that fits into one datagram to the
   * sender}
   */
  int maxPayloadBytes();

  /** {@return an upper estimate of the memory that this object occupies, in bytes} */
  default long memoryBytes() {
    return 0;
  }

  /**
   * {@return the maximum size in bytes of a framed payload that border routers forward} It is a
   * separate limit, because the border routers of 2018 drop packets larger than their own buffers,
   * even packets that fit into a datagram.
   */
  default int maxRoutedBytes() {
    return maxPayloadBytes();
  }

  /**
   * Sends a message to the sender of the original message. The transport counts messages that it
   * cannot send.
   */
  void send(ControlPayload payload);

  /** Sends a message that is already encoded, like {@link #send(ControlPayload)}. */
  default void send(FramedPayload framed) {
    send(framed.payload());
  }
}
