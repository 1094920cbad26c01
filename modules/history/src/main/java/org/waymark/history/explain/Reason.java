package org.waymark.history.explain;

/** The reason why a stage was missing. Every explanation gives one of these reasons. */
public enum Reason {
  /**
   * The replica had stopped, according to its records in {@code .audit}, or had probably been
   * killed, which leaves no record.
   */
  NOT_RUNNING,
  /** The replica had not caught up with the log since its start, and therefore did not answer. */
  NOT_READY,
  /** No record in the known history before the moment contained a matching segment. */
  NEVER_REGISTERED,
  /**
   * No record contained a matching segment, but this is the log of a non-core AS. Its replicas
   * fetch DOWN and CORE segments from a core AS when a host requests a path, so a core AS may have
   * had such a segment.
   */
  NOT_FETCHED,
  /** The last version of the segment had expired. */
  EXPIRED,
  /** A revocation removed the stored version, or made every way to join the segments unusable. */
  REVOKED,
  /** A version was recorded, but a previously recorded revocation killed it on arrival. */
  KILLED_ON_ARRIVAL,
  /** A version was recorded, but apply quarantined it. */
  QUARANTINED,
  /**
   * Registrations by the AS at the end of the segments were rejected, and therefore were not
   * recorded.
   */
  REFUSED,
  /** A version was stored, but hidden by a block. */
  BLOCKED,
  /** A version was stored, but hidden because one of its interfaces was reported down. */
  INTERFACE_DOWN,
  /** A version was stored, but hidden because the AS at which it starts is no longer a core AS. */
  NOT_CORE,
  /** A version was recorded, but this replica had not applied the record. */
  NOT_APPLIED,
  /**
   * A version was held in memory while the log could not be reached, and therefore was not
   * recorded.
   */
  HELD,
  /**
   * No matching segment was stored. The replica could not reach the log, so a matching segment may
   * have been recorded.
   */
  STALE,
  /** No matching segment was stored, and the store no longer followed the log. */
  DIVERGED,
  /**
   * The segments were stored, but cannot be joined, because a path would cross an AS twice, or a
   * segment does not name an interface for one of its links.
   */
  NOT_JOINABLE;

  /**
   * {@return whether a matching segment may have existed that this replica did not receive, or
   * whose registration was rejected}
   */
  boolean isAbsence() {
    return this == NEVER_REGISTERED || this == NOT_FETCHED || this == EXPIRED;
  }
}
