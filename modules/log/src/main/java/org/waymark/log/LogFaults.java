package org.waymark.log;

/**
 * What an in-memory log is told to do wrong. All methods may be called by any thread and act at
 * once; those with "next" count over all topics.
 */
public interface LogFaults {
  /** Lets appends wait, in order, until {@link #releaseAppends}: they are not in the topic yet. */
  void holdAppends();

  /** Appends and answers what waits. */
  void releaseAppends();

  /** Appends, but lets the answers wait until {@link #releaseAnswers}. */
  void holdAnswers();

  /** Gives the answers that wait. */
  void releaseAnswers();

  /** Appends the next entries, but answers that their fate is unknown. */
  void loseNextAnswers(int count);

  /** Does not append the next entries, and answers that their fate is unknown. */
  void loseNextAppends(int count);

  /** Refuses the next entries. */
  void refuseNextAppends(int count);

  /**
   * Appends the next entries twice, as a producer does that had no answer and tried again; the
   * answer names the second record.
   */
  void repeatNextAppends(int count);

  /**
   * Takes the log away: nothing can be asked, appends end with unknown fate, tails see nothing, the
   * lease is held no longer than a term.
   */
  void goAway();

  /** Brings the log back, as a broker that started again: with a new leader epoch. */
  void comeBack();

  /**
   * Lets the holder of the lease stand still, or be cut off: the next member is given the lease,
   * and the old holder still takes itself for the holder, so that there are two.
   */
  void pauseLeaseHolder();

  /**
   * Lets those who were paused notice that they lost the lease; they compete again, as the last.
   */
  void resumeLeaseHolders();

  /** Takes the lease away, but not the log: nobody holds it, except who does not notice. */
  void takeLeaseAway();

  /** Gives the lease to who competes first. */
  void bringLeaseBack();

  /**
   * Sets the leader's clock off from the given clock.
   *
   * @param aheadMs below 0 for one that is behind; when it shrinks record times go back
   */
  void shiftClock(long aheadMs);

  /** Cuts a topic off at an offset, as an unclean leader does, under a new leader epoch. */
  void truncate(Topic topic, long end);

  /** Drops the records before an offset, as retention does. */
  void trim(Topic topic, long start);

  /** Keeps a copy of all topics as they are now, as a backup of the broker's disk. */
  void backUp();

  /**
   * Puts the copy in the place of the topics and starts the broker again: the ids are those from
   * before, and the leader epoch is one that was there already after the backup.
   */
  void restoreBackup();

  /** Makes the records of a topic from an offset on unreadable, while all else is well. */
  void damage(Topic topic, long from);

  /** Makes them readable again. */
  void mend(Topic topic);

  /** Deletes a topic. */
  void delete(Topic topic);

  /** Deletes a topic and makes it again: another topic id, no records, the first epoch. */
  void makeAgain(Topic topic);

  /** Gives a topic more partitions. */
  void widen(Topic topic, int partitions);

  /** Changes a setting of a topic. */
  void set(Topic topic, String setting, String value);
}
