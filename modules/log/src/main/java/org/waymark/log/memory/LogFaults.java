package org.waymark.log.memory;

import org.waymark.log.Topic;

/**
 * Injects faults into an in-memory log, for tests. All methods may be called from any thread and
 * take effect at once; those with "next" in their names count across all topics.
 *
 * <p>This is an interface because the only implementation is a part of the log and uses the log's
 * lock.
 */
public interface LogFaults {
  /**
   * Queues appends in order, without putting them into the topic, until {@link #releaseAppends} is
   * called.
   */
  void holdAppends();

  /** Appends the queued entries and answers their callers. */
  void releaseAppends();

  /** Keeps appending, but delays the answers until {@link #releaseAnswers} is called. */
  void holdAnswers();

  /** Delivers the delayed answers. */
  void releaseAnswers();

  /** Appends the next entries, but reports an unknown outcome. */
  void loseNextAnswers(int count);

  /** Drops the next entries, and reports an unknown outcome. */
  void loseNextAppends(int count);

  /** Rejects the next entries. */
  void refuseNextAppends(int count);

  /** Fails the next appends as if no broker could be reached. The entries are not appended. */
  void refuseNextConnections(int count);

  /**
   * Appends each of the next entries twice, like a producer that retries because it received no
   * answer; the answer names the second record.
   */
  void repeatNextAppends(int count);

  /**
   * Makes the log unreachable: queries fail, appends fail with an unknown outcome, tails receive
   * nothing, and the lease lasts no longer than a term.
   */
  void goAway();

  /** Makes the log reachable again with a new leader epoch, like a broker that was restarted. */
  void comeBack();

  /**
   * Pauses the holder of the lease, or cuts it off. The next member gets the lease while the old
   * holder still believes that it holds the lease, so there are two holders.
   */
  void pauseLeaseHolder();

  /**
   * Lets paused holders notice that they have lost the lease. Those members then compete again,
   * after all others.
   */
  void resumeLeaseHolders();

  /**
   * Takes the lease away from its holder while the log stays reachable. After that, only paused
   * holders believe that they hold the lease.
   */
  void takeLeaseAway();

  /** Lets the first competing member have the lease again. */
  void bringLeaseBack();

  /**
   * Shifts the leader's clock relative to the given clock.
   *
   * @param aheadMs the offset in milliseconds, negative for a clock that is behind; if a later call
   *     decreases it, record times go backwards
   */
  void shiftClock(long aheadMs);

  /**
   * Truncates a topic at an offset under a new leader epoch, as an unclean leader election does.
   */
  void truncate(Topic topic, long end);

  /** Drops the records before an offset, as retention does. */
  void trim(Topic topic, long start);

  /** Copies all topics as they are now, like a backup of the broker's disk. */
  void backUp();

  /**
   * Replaces the topics with the copy and restarts the broker. The topic ids stay the same, and the
   * leader epoch is one that was already used after the backup.
   */
  void restoreBackup();

  /**
   * Makes the records of a topic from an offset onward unreadable; everything else keeps working.
   */
  void damage(Topic topic, long from);

  /** Makes the damaged records readable again. */
  void mend(Topic topic);

  /** Deletes a topic. */
  void delete(Topic topic);

  /** Deletes and recreates a topic, with a new topic id, no records, and the first epoch. */
  void makeAgain(Topic topic);

  /** Increases the number of partitions of a topic. */
  void widen(Topic topic, int partitions);

  /** Changes a setting of a topic. */
  void set(Topic topic, String setting, String value);
}
