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
