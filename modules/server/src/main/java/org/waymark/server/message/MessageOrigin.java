package org.waymark.server.message;

import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;
import org.waymark.wire.message.ControlPayload;

/**
 * The sender, request id and kind of a received message, for log lines, budgets and events.
 *
 * @param requestId the message's request id, never 0
 * @param kind the message's class and type, for log lines
 */
public record MessageOrigin(Requester from, long requestId, String kind) {
  public static MessageOrigin of(ControlPayload payload, long requestId, Requester from) {
    return new MessageOrigin(
        from, requestId, payload.message().messageClass() + "/" + payload.message().messageType());
  }

  /** {@return the origin as recorded in an event} */
  public Origin ofEvent() {
    return new Origin(Transport.SCION_UDP, from.ia(), from.hostBytes());
  }

  @Override
  public String toString() {
    return "[" + Long.toHexString(requestId) + " " + kind + " from " + from + "]";
  }
}
