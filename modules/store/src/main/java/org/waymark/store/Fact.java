package org.waymark.store;

import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;

/** What the value of a record of events says, as far as the value alone tells. */
sealed interface Fact {
  /** A version of a path. */
  record Segment(PathSegment segment, SegmentType type) implements Fact {}

  /** A revocation, which may yet be invalid. */
  record Revocation(
      org.waymark.segment.Revocation revocation, SegmentFormat format, ByteString bytes)
      implements Fact {}

  /** Time to let ended rows go; Unix milliseconds, any 64 bits. */
  record Tick(long timeMs) implements Fact {}

  /** An operator's block; its end has any 64 bits. */
  record Block(BlockSubject subject, long endMs, String reason) implements Fact {}

  /** A report; its end has any 64 bits. */
  record InterfaceDown(IsdAs ia, long interfaceId, long endMs) implements Fact {}

  /** Nothing that can be applied. */
  record Poison(ReasonCode reason) implements Fact {}
}
