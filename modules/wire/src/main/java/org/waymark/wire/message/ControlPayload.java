package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A control payload (PROTOCOL 2, CtrlPld).
 *
 * @param requestId unsigned 64 bits, or 0 if none was given; an answer carries the id of its
 *     request
 * @param traceId the sender's trace id, which is not repeated in answers
 */
public record ControlPayload(Message message, long requestId, ByteString traceId) {
  /** Creates a payload without a trace id, which this server never sends. */
  public ControlPayload(Message message, long requestId) {
    this(message, requestId, ByteString.EMPTY);
  }
}
