package org.waymark.log;

/** A log, together with the controls over it that the contract tests need. */
public interface World extends AutoCloseable {
  /** {@return the log, opened as a process that starts now would open it} */
  EventLog open();

  /** {@return the log, opened with a short timeout, for tests in which it will not answer} */
  EventLog openImpatient();

  /** {@return the expected log, opened while it may be away, also with a short timeout} */
  EventLog openLater(LogIdentity expected);

  /** {@return whether the broker can be stopped and its disk changed} */
  boolean reachesBroker();

  void truncate(Topic topic, long end);

  /** Copies the broker's disk. */
  void backUp();

  /** Replaces the broker's disk with the copy and restarts the broker. */
  void restoreBackup();

  /** Makes the records of {@code .events} from an offset onward unreadable on the broker's disk. */
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
