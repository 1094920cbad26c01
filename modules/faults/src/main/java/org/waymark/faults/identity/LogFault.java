package org.waymark.faults.identity;

/** The ways in which a log can stop being the log from which a store was built. */
enum LogFault {
  /**
   * The broker's disk was restored from a backup, and different records were appended afterwards.
   */
  BACKUP_THAT_GREW_AGAIN(Expected.REBUILT, true),

  /** The broker's disk was restored from a backup, so the end of the log is missing. */
  BACKUP(Expected.REBUILT, true),

  /**
   * The end of the events topic was lost, as in an unclean leader election, and new records were
   * appended afterwards.
   */
  TRUNCATED_TOPIC_THAT_GREW_AGAIN(Expected.REBUILT, true),

  /** The end of the events topic was lost, as in an unclean leader election. */
  TRUNCATED_TOPIC(Expected.REBUILT, true),

  /** Records that a stopped replica has not read yet were deleted. */
  PURGED_TOPIC(Expected.KEPT, false),

  /** The events topic was deleted and recreated, and has fewer records than before. */
  RECREATED_SHORTER_TOPIC(Expected.KEPT, true),

  /** The events topic was deleted and recreated, and has more records than before. */
  RECREATED_LONGER_TOPIC(Expected.KEPT, true),

  /** The events topic has a second partition. */
  WIDENED_TOPIC(Expected.STALE, true),

  /** A different cluster, whose topics have the same names and owner, answers at the address. */
  OTHER_CLUSTER(Expected.KEPT, true),

  /** The topics belong to another AS. */
  LOG_OF_ANOTHER_AS(Expected.REFUSED, false),

  /** The replica's virtual machine was restored from a snapshot, so its store is old. */
  OLD_STORE(Expected.FOLLOWED, false),

  /** The leader's clock is off by 100 ms. */
  CLOCK_OFF_100_MS(Expected.FOLLOWED, true, 100),

  /** The leader's clock is off by 3 s. */
  CLOCK_OFF_3_S(Expected.FOLLOWED, true, 3_000),

  /** The leader's clock is off by 1 h. */
  CLOCK_OFF_1_H(Expected.FOLLOWED, true, 3_600_000),

  /** The leader's clock is off by 25 h. */
  CLOCK_OFF_25_H(Expected.FOLLOWED, true, 25 * 3_600_000L);

  /** The required reaction of the replica. */
  enum Expected {
    /** The replica must follow the log. */
    FOLLOWED,

    /**
     * The replica must build another store from the log, answer from the old store until then, and
     * never mix the two.
     */
    REBUILT,

    /**
     * The replica must keep the store unchanged, answer in state stale, and tell the operator which
     * two commands to use.
     */
    KEPT,

    /**
     * The replica must keep the store unchanged, answer in state stale, and say what is wrong with
     * the log.
     */
    STALE,

    /** The replica must refuse to start, and must not store anything. */
    REFUSED
  }

  private final Expected expected;
  private final boolean whileRunning;
  private final long clockOffMs;

  LogFault(Expected expected, boolean whileRunning) {
    this(expected, whileRunning, 0);
  }

  LogFault(Expected expected, boolean whileRunning, long clockOffMs) {
    this.expected = expected;
    this.whileRunning = whileRunning;
    this.clockOffMs = clockOffMs;
  }

  Expected expected() {
    return expected;
  }

  /** {@return whether this can also happen to a replica that is running} */
  boolean whileRunning() {
    return whileRunning;
  }

  /** {@return the error of the leader's clock in milliseconds; 0 if the clock is right} */
  long clockOffMs() {
    return clockOffMs;
  }
}
