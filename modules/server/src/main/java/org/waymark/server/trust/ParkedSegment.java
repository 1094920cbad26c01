package org.waymark.server.trust;

import java.util.HashSet;
import java.util.Set;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.SegmentRecord;

/**
 * A segment that waits for trust material, with everything needed to register it again and to
 * request that material from its sender.
 */
public final class ParkedSegment {
  /**
   * The memory that this object occupies, without the segment, the {@link Replies} and the needs.
   */
  private static final int OBJECTS_BYTES = 768;

  /**
   * The memory that one need occupies, including its entries in the maps of waiting segments and of
   * requests.
   */
  private static final int NEED_BYTES = 384;

  private final SegmentRecord record;
  private final MessageOrigin origin;
  private final Replies replies;
  final long untilNs;

  /** The missing TRCs and chains; guarded by the lock of {@link ParkedSegments}. */
  final Set<TrustVersion> needs;

  ParkedSegment(
      SegmentRecord record,
      MessageOrigin origin,
      Replies replies,
      Set<TrustVersion> needs,
      long untilNs) {
    this.record = record;
    this.origin = origin;
    this.replies = replies;
    this.needs = new HashSet<>(needs);
    this.untilNs = untilNs;
  }

  /** {@return an upper estimate of the memory that this object occupies, in bytes} */
  long memoryBytes() {
    return OBJECTS_BYTES
        + record.memoryBytes()
        + replies.memoryBytes()
        + (long) NEED_BYTES * needs.size();
  }

  public SegmentRecord record() {
    return record;
  }

  public MessageOrigin origin() {
    return origin;
  }

  public Replies replies() {
    return replies;
  }
}
