package org.waymark.wire.control;

import org.waymark.segment.ByteString;
import org.waymark.wire.message.ControlPayload;

/**
 * A control payload together with its encoded bytes, for a sender that must know the size before it
 * sends the payload. The payload is encoded only once.
 *
 * @param bytes the payload, framed and unsigned
 */
public record FramedPayload(ControlPayload payload, ByteString bytes) {
  /** Encodes a payload. */
  public static FramedPayload of(ControlPayload payload) {
    return new FramedPayload(payload, ControlCodec.encodeFramed(payload));
  }
}
