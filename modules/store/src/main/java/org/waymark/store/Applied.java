package org.waymark.store;

import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TrustVersion;

/**
 * What a record did to the state: what waiters are told, what wakes pending requests, and all that
 * a history of a path is made of. One for each record, in their order.
 */
public sealed interface Applied {
  /** {@return the offset of the record} */
  long offset();

  /** A path that was not stored is. */
  record Added(long offset, StoredSegment stored) implements Applied {}

  /**
   * A version took the place of another.
   *
   * @param oldExpiryS of that other one: when it had ended before, there was no path for a while
   */
  record Replaced(long offset, StoredSegment stored, long oldOffset, long oldExpiryS)
      implements Applied {}

  /** The stored version expires later. */
  record Ignored(long offset, SegmentKey key, long byOffset) implements Applied {}

  /** A revocation that was stored earlier does not let the version in. */
  record KilledOnArrival(long offset, SegmentKey key, long byOffset) implements Applied {}

  /** A revocation counts for at least one half; these are the versions it removed, if any. */
  record Revoked(long offset, IsdAs ia, long interfaceId, List<SegmentVersion> killed)
      implements Applied {
    public Revoked {
      killed = List.copyOf(killed);
    }
  }

  /** For both halves one that expires no earlier was stored. */
  record RevocationKnown(long offset) implements Applied {}

  /**
   * A tick counts: every row that ended by then is gone.
   *
   * @param tickMs to what it was cut, Unix milliseconds
   * @param ended the versions among the rows
   */
  record Ticked(long offset, long tickMs, long rowsRemoved, List<SegmentVersion> ended)
      implements Applied {
    public Ticked {
      ended = List.copyOf(ended);
    }
  }

  /** A tick no later than the last one that counted. */
  record TickIdle(long offset) implements Applied {}

  /**
   * A block is set, changed or lifted.
   *
   * @param endMs to what its end was cut, Unix milliseconds
   */
  record Blocked(long offset, BlockSubject subject, long endMs) implements Applied {}

  /**
   * An interface is reported down.
   *
   * @param endMs the later one of this and of earlier reports, Unix milliseconds
   */
  record InterfaceDown(long offset, IsdAs ia, long interfaceId, long endMs) implements Applied {}

  /** The record changed nothing but the quarantine. */
  record Quarantined(long offset, ReasonCode reason) implements Applied {}

  /**
   * A TRC or chain is accepted.
   *
   * @param material never of kind anchor: what is accepted as one is a TRC from then on
   */
  record TrustAccepted(long offset, TrustVersion material) implements Applied {}

  /** The log says which AS it is of, for the first time. */
  record LogClaimed(long offset, IsdAs owner) implements Applied {}

  /** The same TRC or chain, or the same owner of the log, was accepted earlier. */
  record TrustKnown(long offset) implements Applied {}

  /**
   * A TRC or chain, or another owner of the log, is refused and leaves nothing.
   *
   * @param reason for people
   */
  record TrustRefused(long offset, String reason) implements Applied {}
}
