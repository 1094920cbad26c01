package org.waymark.server.message;

import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.message.ControlPayload;

/**
 * The way back to the sender of one message. Safe to call from any thread, also after the message
 * has been handled.
 */
public interface Replies {
  /** {@return the most bytes a framed payload may have to fit one datagram on this way} */
  int maxPayloadBytes();

  /** {@return about how many bytes of memory keeping it takes, and no fewer} */
  default long memoryBytes() {
    return 0;
  }

  /**
   * {@return the most bytes that it may have to arrive: border routers of 2018 lose larger packets
   * than they have room for, whatever fits a datagram}
   */
  default int maxRoutedBytes() {
    return maxPayloadBytes();
  }

  /** Sends a message to the requester; what cannot be sent is counted by the transport. */
  void send(ControlPayload payload);

  /** Sends a message that is encoded already, as {@link #send(ControlPayload)} does. */
  default void send(FramedPayload framed) {
    send(framed.payload());
  }
}
