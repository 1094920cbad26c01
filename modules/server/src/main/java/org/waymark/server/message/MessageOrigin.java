package org.waymark.server.message;

import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;
import org.waymark.wire.message.ControlPayload;

/**
 * Where a message came from, for log lines, budgets and events.
 *
 * @param requestId of the message, never 0
 * @param kind class and type of the message, for log lines
 */
public record MessageOrigin(Requester from, long requestId, String kind) {
  public static MessageOrigin of(ControlPayload payload, long requestId, Requester from) {
    return new MessageOrigin(
        from, requestId, payload.message().messageClass() + "/" + payload.message().messageType());
  }

  /** {@return the origin as an event keeps it} */
  public Origin ofEvent() {
    return new Origin(Transport.SCION_UDP, from.ia(), from.hostBytes());
  }

  @Override
  public String toString() {
    return "[" + Long.toHexString(requestId) + " " + kind + " from " + from + "]";
  }
}
