package org.waymark.store;

import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/** The content of one record of events, derived from its bytes by {@link OracleReader}. */
sealed interface OracleFact {

  /**
   * A version of a segment.
   *
   * @param hops the hops in hop entry 0 of each AS entry
   */
  record Segment(
      int format,
      SegmentType type,
      ByteString id,
      long timestampS,
      long expiryS,
      List<Hop> hops,
      ByteString bytes)
      implements OracleFact {}

  /**
   * A revocation.
   *
   * @param bytes the RevInfo, verbatim from the event
   */
  record Revocation(org.waymark.segment.Revocation content, ByteString bytes)
      implements OracleFact {}

  /** A tick. */
  record Tick(long tMs) implements OracleFact {}

  /** A block, or the lifting of one. */
  record Block(Subject subject, long endMs, String reason) implements OracleFact {}

  /** An interface-down notice. */
  record InterfaceDown(IsdAs ia, long interfaceId, long endMs) implements OracleFact {}

  /** A value that is none of these. */
  record Poison(int reasonCode) implements OracleFact {}

  /** The subject of a block. */
  sealed interface Subject {
    /** Every path that crosses an AS. */
    record As(IsdAs ia) implements Subject {}

    /** Everything that uses an interface. */
    record Interface(IsdAs ia, long interfaceId) implements Subject {}

    /** One path, whatever its type and format. */
    record Path(ByteString id) implements Subject {}
  }
}
