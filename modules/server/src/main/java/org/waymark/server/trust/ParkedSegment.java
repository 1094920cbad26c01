package org.waymark.server.trust;

import java.util.HashSet;
import java.util.Set;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.SegmentRecord;

/**
 * A segment that waits for trust material, with all that it takes to register it again and to ask
 * its sender.
 */
public final class ParkedSegment {
  /** All but the segment, the way back and what is needed. */
  private static final int OBJECTS_BYTES = 768;

  /** One thing that is needed, here and among what waits for it and is asked for. */
  private static final int NEED_BYTES = 384;

  private final SegmentRecord record;
  private final MessageOrigin origin;
  private final Replies replies;
  final long untilNs;

  /** What it still waits for; guarded by the lock of {@link ParkedSegments}. */
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

  /** {@return about how many bytes of memory keeping it takes, and no fewer} */
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
