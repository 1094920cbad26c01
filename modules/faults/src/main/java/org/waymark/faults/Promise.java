package org.waymark.faults;

/** A property that every run must preserve, no matter which faults it injects. */
public enum Promise {
  /** No acknowledged registration or revocation is lost. */
  NOTHING_ACKNOWLEDGED_IS_LOST,

  /** Nothing is served that was not registered. */
  NOTHING_INVENTED_IS_SERVED,

  /** Stores at equal offsets have equal digests and rows, on every replica and in the model. */
  EQUAL_OFFSETS_EQUAL_ROWS,

  /** The stored position matches the stored rows. */
  POSITION_MATCHES_ROWS,

  /**
   * A served segment is validly signed, has not expired by the clock of the serving replica, and is
   * not killed by an applied revocation.
   */
  SERVED_SEGMENTS_ARE_LIVE,

  /**
   * A client that presents its token reads its own writes, and never sees an earlier state than
   * before.
   */
  TOKENS_ARE_HONOURED,

  /** The live tail is ordered, unique, complete and resumable. */
  TAIL_IS_COMPLETE,

  /** All replicas quarantine the same records. */
  EQUAL_QUARANTINES,

  /** Memory, file handles, threads and log lines are bounded. */
  RESOURCES_ARE_BOUNDED,

  /**
   * A replica is ready again within 10 s after the last fault, plus 1 s per 300,000 events to
   * apply.
   */
  READY_IN_TIME,

  /** No exception or error is uncaught, and native code does not crash. */
  NO_CRASH
}
