package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A control payload (PROTOCOL 2, CtrlPld).
 *
 * @param requestId the request id, unsigned 64 bits, or 0 if the payload has no request id; a reply
 *     has the same id as its request
 * @param traceId the sender's trace id, which is not repeated in replies
 */
public record ControlPayload(Message message, long requestId, ByteString traceId) {
  /** Creates a payload without a trace id; this server never sends trace ids. */
  public ControlPayload(Message message, long requestId) {
    this(message, requestId, ByteString.EMPTY);
  }
}
