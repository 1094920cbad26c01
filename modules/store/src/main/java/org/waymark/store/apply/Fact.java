package org.waymark.store.apply;

import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;

/**
 * The decoded content of a record of {@code .events}, as far as it follows from the record's value
 * alone.
 */
sealed interface Fact {
  /** A version of a path. */
  record Segment(PathSegment segment, SegmentType type, EventSource source) implements Fact {}

  /** A revocation, which apply may still find to be invalid. */
  record Revocation(
      org.waymark.segment.Revocation revocation,
      SegmentFormat format,
      ByteString bytes,
      EventSource source)
      implements Fact {}

  /**
   * A tick, which removes expired rows.
   *
   * @param timeMs the time in Unix milliseconds, which may be any 64-bit value
   */
  record Tick(long timeMs) implements Fact {}

  /**
   * An operator's block, or the renewal of one.
   *
   * @param endMs the end time in Unix milliseconds, which may be any 64-bit value
   * @param untilMs the end time that the operator asked for, which may be any 64-bit value
   * @param operator the writer of the operator's record
   * @param renewedBy the writer of the record, if the record is a renewal
   */
  record Block(
      BlockSubject subject,
      long endMs,
      long untilMs,
      String reason,
      String operator,
      Optional<String> renewedBy)
      implements Fact {}

  /**
   * A report that an interface is down.
   *
   * @param endMs the end time in Unix milliseconds, which may be any 64-bit value
   */
  record InterfaceDown(IsdAs ia, long interfaceId, long endMs) implements Fact {}

  /** A value that cannot be applied. The record is quarantined. */
  record Poison(ReasonCode reason) implements Fact {}
}
