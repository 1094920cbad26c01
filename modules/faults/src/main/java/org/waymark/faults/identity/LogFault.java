package org.waymark.faults.identity;

/** The ways in which a log ceases to be the log that a store was built from. */
enum LogFault {
  /** The broker's disk was restored from a backup, and other records were appended. */
  BACKUP_THAT_GREW_AGAIN(Expected.REBUILT, true),

  /** The broker's disk was restored from a backup, so the end of the log is missing. */
  BACKUP(Expected.REBUILT, true),

  /** The end of the events topic was lost, as by an unclean leader election, and it grew again. */
  TRUNCATED_TOPIC_THAT_GREW_AGAIN(Expected.REBUILT, true),

  /** The end of the events topic was lost, as by an unclean leader election. */
  TRUNCATED_TOPIC(Expected.REBUILT, true),

  /** Records that a stopped replica has not read yet were deleted. */
  PURGED_TOPIC(Expected.KEPT, false),

  /** The events topic was deleted and recreated, and has fewer records than before. */
  RECREATED_SHORTER_TOPIC(Expected.KEPT, true),

  /** The events topic was deleted and recreated, and has more records than before. */
  RECREATED_LONGER_TOPIC(Expected.KEPT, true),

  /** The events topic has a second partition. */
  WIDENED_TOPIC(Expected.STALE, true),

  /** Another cluster with topics of the same names and owner answers at the address. */
  OTHER_CLUSTER(Expected.KEPT, true),

  /** The topics belong to another AS. */
  LOG_OF_ANOTHER_AS(Expected.REFUSED, false),

  /** The virtual machine of the replica was restored, so its store is old. */
  OLD_STORE(Expected.FOLLOWED, false),

  /** The leader's clock is off by 100 ms. */
  CLOCK_OFF_100_MS(Expected.FOLLOWED, true, 100),

  /** The leader's clock is off by 3 s. */
  CLOCK_OFF_3_S(Expected.FOLLOWED, true, 3_000),

  /** The leader's clock is off by 1 h. */
  CLOCK_OFF_1_H(Expected.FOLLOWED, true, 3_600_000),

  /** The leader's clock is off by 25 h. */
  CLOCK_OFF_25_H(Expected.FOLLOWED, true, 25 * 3_600_000L);

  /** What the replica must do. */
  enum Expected {
    /** Follow the log. */
    FOLLOWED,

    /** Build another store from the log, answer from the old one until then, and mix nothing. */
    REBUILT,

    /** Keep the store as it is, answer as stale, and name the two commands for the operator. */
    KEPT,

    /** Keep the store as it is, answer as stale, and say what is wrong with the log. */
    STALE,

    /** Refuse to start, and store nothing. */
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

  /** {@return how far the leader's clock is off, in milliseconds; 0 if it is right} */
  long clockOffMs() {
    return clockOffMs;
  }
}
