package org.waymark.server.trust;

import org.waymark.server.message.Replies;
import org.waymark.wire.message.ControlPayload;

/** Replies that must not be used. */
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
