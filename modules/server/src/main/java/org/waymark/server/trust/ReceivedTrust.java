package org.waymark.server.trust;

import org.waymark.segment.ByteString;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;

/**
 * A received TRC or chain.
 *
 * @param packed the text, compressed with LZ4
 * @param message the message that contained it
 */
record ReceivedTrust(
    TrustKind kind, ByteString packed, Message message, MessageOrigin origin, Replies replies) {
  /** The memory that this object occupies, without the text and the {@link Replies}. */
  private static final int OBJECTS_BYTES = 512;

  static ReceivedTrust of(TrcReply message, MessageOrigin origin, Replies replies) {
    return new ReceivedTrust(TrustKind.TRC, message.trc(), message, origin, replies);
  }

  /** {@return an upper estimate of the memory that this object occupies, in bytes} */
  long memoryBytes() {
    return OBJECTS_BYTES + packed.memoryBytes() + replies.memoryBytes();
  }

  static ReceivedTrust of(CertChainReply message, MessageOrigin origin, Replies replies) {
    return new ReceivedTrust(TrustKind.CHAIN, message.chain(), message, origin, replies);
  }
}
