package org.waymark.history.life;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.ReasonCode;

/**
 * One event in the life of a segment.
 *
 * @param offset the offset of its record; of an expiry, that of the first record afterwards
 * @param atMs its record time; of an expiry, the end of the version; Unix milliseconds
 * @param endMs the end of the version that the record carries or that ended, Unix milliseconds;
 *     empty if killed
 * @param version the offset of the version that was replaced, prevailed, was killed or ended
 * @param revocation the offset of the revocation that killed
 * @param by the interface that this revocation names, if its record is known
 * @param reason why the record is quarantined
 * @param source where the record came from
 */
public record LifeEvent(
    Kind kind,
    long offset,
    long atMs,
    OptionalLong endMs,
    OptionalLong version,
    OptionalLong revocation,
    Optional<AsInterface> by,
    Optional<ReasonCode> reason,
    Optional<EventSource> source) {

  /** What happened. */
  public enum Kind {
    /** The segment was stored, and was not before. */
    REGISTERED(Cover.BEGINS),
    /** A version that ends later took the place of the stored one. */
    PROLONGED(Cover.BEGINS),
    /** A version with the same end took the place of the stored one. */
    REPLACED(Cover.BEGINS),
    /** A version was ignored, because the stored one ends later. */
    IGNORED(Cover.STAYS),
    /** A revocation removed the stored version. */
    KILLED(Cover.ENDS),
    /** A revocation that was stored before killed the version. */
    KILLED_ON_ARRIVAL(Cover.STAYS),
    /** The record does not count. */
    QUARANTINED(Cover.STAYS),
    /** The stored version reached its end. */
    EXPIRED(Cover.ENDS),
    /** A tick removed the expired version from the store. */
    REMOVED(Cover.STAYS);

    private final Cover cover;

    Kind(Cover cover) {
      this.cover = cover;
    }

    boolean begins() {
      return cover == Cover.BEGINS;
    }

    boolean ends() {
      return cover == Cover.ENDS;
    }
  }

  /** What an event does to the cover of a segment: the time in which it is stored and valid. */
  private enum Cover {
    BEGINS,
    STAYS,
    ENDS
  }
}
