package org.waymark.wire.control;

import org.waymark.segment.ByteString;
import org.waymark.wire.message.ControlPayload;

/**
 * A control payload and the UDP payload that carries it, for a sender that has to know its size
 * first: it is encoded once.
 *
 * @param bytes the payload, framed and unsigned
 */
public record FramedPayload(ControlPayload payload, ByteString bytes) {
  /** {@return the payload with its bytes} */
  public static FramedPayload of(ControlPayload payload) {
    return new FramedPayload(payload, ControlCodec.encodeFramed(payload));
  }
}
