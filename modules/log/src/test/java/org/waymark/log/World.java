package org.waymark.log;

/** A log of its own with the power over it that the contract test needs. */
interface World extends AutoCloseable {
  /** {@return the log as a process that starts now opens it} */
  EventLog open();

  /** {@return the same, waiting for an answer only a moment: for a log that will not answer} */
  EventLog openImpatient();

  /**
   * {@return the log that was expected, opened while it may be away; it too waits a moment only}
   */
  EventLog openLater(LogIdentity expected);

  /** {@return whether the means to stop the broker and to change its disk are there} */
  boolean reachesBroker();

  void truncate(Topic topic, long end);

  /** Keeps a copy of the broker's disk. */
  void backUp();

  /** Puts the copy in the place of the broker's disk, and starts the broker again. */
  void restoreBackup();

  /** Makes the records of {@code .events} from an offset on unreadable, on the broker's disk. */
  void damage(long from);

  /** Undoes {@link #damage}. */
  void mend();

  void takeAway();

  void bringBack();

  void trim(Topic topic, long start);

  void delete(Topic topic);

  void makeAgain(Topic topic);

  void widen(Topic topic, int partitions);

  void set(Topic topic, String setting, String value);

  @Override
  void close();
}
