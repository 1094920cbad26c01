package org.waymark.server.trust;

import org.waymark.server.message.Replies;
import org.waymark.wire.message.ControlPayload;

/** A sender to whom nothing is to be sent. */
enum NoReplies implements Replies {
  INSTANCE;

  @Override
  public int maxPayloadBytes() {
    return 0;
  }

  @Override
  public void send(ControlPayload payload) {
    throw new AssertionError("nothing is sent");
  }
}
