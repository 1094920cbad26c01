package org.waymark.server.request;

import java.util.ArrayList;
import java.util.List;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;

/** Collects the messages that are sent back. */
final class SentReplies implements Replies {
  final List<ControlPayload> sent = new ArrayList<>();
  private final int maxPayloadBytes;

  SentReplies(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  static MessageOrigin origin(SegmentRequest request, long requestId, Requester from) {
    return MessageOrigin.of(new ControlPayload(request, requestId), requestId, from);
  }

  @Override
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  @Override
  public void send(ControlPayload payload) {
    sent.add(payload);
  }
}
