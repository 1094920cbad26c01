package org.waymark.server.message;

import org.waymark.wire.message.ControlPayload;

/** An outbound side through which nothing may be sent. */
public final class UnusedOutbound implements Outbound {
  private static final int MAX_PAYLOAD_BYTES = 60_000;

  @Override
  public int maxPayloadBytes(Destination to) {
    return MAX_PAYLOAD_BYTES;
  }

  @Override
  public void send(ControlPayload payload, Destination to) {
    throw new IllegalStateException("nothing should be sent to " + to);
  }
}
