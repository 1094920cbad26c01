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

  /** {@return whether {@link #truncate}, {@link #takeAway} and {@link #bringBack} are possible} */
  boolean reachesBroker();

  void truncate(Topic topic, long end);

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
