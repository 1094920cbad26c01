package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A control payload (PROTOCOL 2, CtrlPld).
 *
 * @param requestId unsigned 64 bits, 0 when none was given; an answer carries that of its request
 * @param traceId of the sender's tracing, not echoed in answers
 */
public record ControlPayload(Message message, long requestId, ByteString traceId) {
  /** A payload without trace id, as this server sends them. */
  public ControlPayload(Message message, long requestId) {
    this(message, requestId, ByteString.EMPTY);
  }
}
