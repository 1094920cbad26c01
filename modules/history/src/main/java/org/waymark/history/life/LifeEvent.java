package org.waymark.history.life;

import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.ReasonCode;

/**
 * One event in the life of a segment.
 *
 * @param offset the offset of the record; for an expiry, the offset of the first record afterwards
 * @param atMs the record time, or the expiration time of the version that expired, in Unix
 *     milliseconds
 * @param endMs the expiration time of the version in the record, or of the version that expired, in
 *     Unix milliseconds; empty for a kill
 * @param version the offset of the version that was replaced, kept, killed or expired, depending on
 *     the kind
 * @param revocation the offset of the revocation that killed the version
 * @param by the interface that the revocation names, if its record is known
 * @param reason the reason why the record is in quarantine
 * @param source the source of the record
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

  /** The kind of an event. */
  public enum Kind {
    /** A version was stored, and none had been stored before. */
    REGISTERED(Cover.BEGINS),
    /** A version that expires later replaced the stored version. */
    PROLONGED(Cover.BEGINS),
    /** A version with the same expiration time replaced the stored version. */
    REPLACED(Cover.BEGINS),
    /** A version was ignored because the stored version expires later. */
    IGNORED(Cover.STAYS),
    /** A revocation removed the stored version. */
    KILLED(Cover.ENDS),
    /** A stored revocation killed the version on arrival. */
    KILLED_ON_ARRIVAL(Cover.STAYS),
    /** The record was quarantined and has no effect. */
    QUARANTINED(Cover.STAYS),
    /** The stored version expired. */
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

  /**
   * The effect of an event on the coverage of a segment, that is, on whether a valid version is
   * stored.
   */
  private enum Cover {
    BEGINS,
    STAYS,
    ENDS
  }
}
