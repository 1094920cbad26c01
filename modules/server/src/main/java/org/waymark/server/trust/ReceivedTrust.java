package org.waymark.server.trust;

import org.waymark.segment.ByteString;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;

/**
 * A TRC or chain as it came.
 *
 * @param packed its text in LZ4
 * @param message that it came in
 */
record ReceivedTrust(
    TrustKind kind, ByteString packed, Message message, MessageOrigin origin, Replies replies) {
  /** All but the text and the way back. */
  private static final int OBJECTS_BYTES = 512;

  static ReceivedTrust of(TrcReply message, MessageOrigin origin, Replies replies) {
    return new ReceivedTrust(TrustKind.TRC, message.trc(), message, origin, replies);
  }

  /** {@return about how many bytes of memory keeping it takes, and no fewer} */
  long memoryBytes() {
    return OBJECTS_BYTES + packed.memoryBytes() + replies.memoryBytes();
  }

  static ReceivedTrust of(CertChainReply message, MessageOrigin origin, Replies replies) {
    return new ReceivedTrust(TrustKind.CHAIN, message.chain(), message, origin, replies);
  }
}
