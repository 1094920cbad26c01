package org.waymark.history.explain;

/** Why a stage was missing. The list is closed: every explanation gives one of these reasons. */
public enum Reason {
  /** The replica had stopped, according to its records in {@code .audit}. */
  NOT_RUNNING,
  /** The replica had not caught up with the log since its start, and so answered nothing. */
  NOT_READY,
  /** No record carried such a segment before the moment, as far back as the history reaches. */
  NEVER_REGISTERED,
  /** The last version had ended. */
  EXPIRED,
  /** A revocation removed the stored version, or forbids every way to join the segments. */
  REVOKED,
  /** A version was recorded, but a revocation recorded earlier killed it on arrival. */
  KILLED_ON_ARRIVAL,
  /** A version was recorded, but apply put it in quarantine. */
  QUARANTINED,
  /** The AS at the end of the segments registered some, which were refused and not recorded. */
  REFUSED,
  /** A version was stored, but hidden by a block. */
  BLOCKED,
  /** A version was stored, but hidden because an interface of it was reported down. */
  INTERFACE_DOWN,
  /** A version was stored, but hidden because the AS it starts at is no longer a core AS. */
  NOT_CORE,
  /** A version is recorded, but this replica has not applied its record yet. */
  NOT_APPLIED,
  /** A version was held in memory while the log was away, and so not recorded. */
  HELD,
  /** No such segment was stored, and the log was away, so one may have been recorded. */
  STALE,
  /** No such segment was stored, and the store no longer followed the log. */
  DIVERGED,
  /**
   * The segments were there, but cannot be joined: a path would cross an AS twice, or a segment
   * names no interface for one of its links.
   */
  NOT_JOINABLE
}
