package org.waymark.store.apply;

import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TickDigest;
import org.waymark.wire.event.TrustVersion;

/**
 * The effect of one record on the state. Every applied record has exactly one effect, and effects
 * are in the order of records. The server uses the effects to complete registrations that are
 * waiting for the record, and to wake pending requests.
 */
public sealed interface Applied {
  /** {@return the offset of the record} */
  long offset();

  /** A path was stored for the first time. */
  record Added(long offset, StoredSegment stored) implements Applied {}

  /**
   * A version replaced the stored version.
   *
   * @param oldExpiryS the expiry of the replaced version; if that version had already expired, the
   *     path was unavailable for a while
   */
  record Replaced(long offset, StoredSegment stored, long oldOffset, long oldExpiryS)
      implements Applied {}

  /** The version was ignored because the stored version expires later. */
  record Ignored(long offset, SegmentKey key, long byOffset) implements Applied {}

  /** A previously stored revocation killed the version on arrival. */
  record KilledOnArrival(long offset, SegmentKey key, long byOffset) implements Applied {}

  /** A revocation was stored for at least one side, and removed these versions, if any. */
  record Revoked(long offset, IsdAs ia, long interfaceId, List<SegmentVersion> killed)
      implements Applied {
    public Revoked {
      killed = List.copyOf(killed);
    }
  }

  /**
   * A revocation changed nothing, because each of its two sides was already covered by a stored
   * revocation that expires at the same time or later.
   */
  record RevocationKnown(long offset) implements Applied {}

  /** The effect of any tick, at which replicas compare their digests. */
  interface Tick {
    /** {@return the digest of events just after the tick} */
    TickDigest digest();
  }

  /**
   * A tick took effect and removed every row that had expired by then.
   *
   * @param tickMs the time of the tick after capping, in Unix milliseconds
   * @param ended the segment versions among the removed rows
   */
  record Ticked(TickDigest digest, long tickMs, long rowsRemoved, List<SegmentVersion> ended)
      implements Applied, Tick {
    public Ticked {
      ended = List.copyOf(ended);
    }

    @Override
    public long offset() {
      return digest.offset();
    }
  }

  /** A tick changed nothing because it was no later than the last effective tick. */
  record TickIdle(TickDigest digest) implements Applied, Tick {
    @Override
    public long offset() {
      return digest.offset();
    }
  }

  /**
   * A block was set, changed, renewed or lifted.
   *
   * @param endMs the end of the block after capping, in Unix milliseconds
   * @param renewal whether a replica renewed the block of an operator
   */
  record Blocked(long offset, BlockSubject subject, long endMs, boolean renewal)
      implements Applied {}

  /** A renewal changed nothing, because an operator had replaced or lifted the block by then. */
  record RenewalIgnored(long offset, BlockSubject subject) implements Applied {}

  /**
   * An interface was reported down.
   *
   * @param endMs the latest end in this report and earlier reports, in Unix milliseconds
   */
  record InterfaceDown(long offset, IsdAs ia, long interfaceId, long endMs) implements Applied {}

  /** The record was quarantined. Apart from its row in the quarantine, no row changed. */
  record Quarantined(long offset, ReasonCode reason) implements Applied {}

  /**
   * A TRC or chain was accepted.
   *
   * @param material the material; never of kind anchor, because an accepted anchor counts as a TRC
   */
  record TrustAccepted(long offset, TrustVersion material) implements Applied {}

  /** A record named the AS that owns the log for the first time. */
  record LogClaimed(long offset, IsdAs owner) implements Applied {}

  /** The record changed nothing because the same TRC, chain or owner was accepted earlier. */
  record TrustKnown(long offset) implements Applied {}

  /**
   * A TRC, a chain or a second owner was rejected, and nothing was stored.
   *
   * @param reason the reason, for messages to operators
   */
  record TrustRefused(long offset, String reason) implements Applied {}

  /** A replay left the record out, so it changed nothing. */
  record LeftOut(long offset) implements Applied {}
}
