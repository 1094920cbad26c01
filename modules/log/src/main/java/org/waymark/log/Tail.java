package org.waymark.log;

import java.time.Duration;
import java.util.List;

/**
 * A reader of one topic that returns records in offset order, first from a position to the end and
 * then as they are appended.
 *
 * <p>Used by one thread; only {@link #wakeup} may be called from others.
 */
public interface Tail extends AutoCloseable {
  /**
   * Waits for the next records.
   *
   * <p>An empty list does not mean that the log is quiet: a dead broker looks the same. Use {@link
   * LogWatch} to tell them apart.
   *
   * @param atMost the maximum time to wait
   * @return the records; an empty list if none arrived in time
   * @throws LogException.Truncated if the last record that was read is no longer in the topic
   * @throws LogException.OtherContent if the topic has a different record at the offset of the last
   *     record that was read
   * @throws LogException.OutOfRange if retention has deleted the record at the position, or if the
   *     position is beyond the end
   * @throws LogException.Unreadable if the broker is reachable, but the next record cannot be read;
   *     polling again retries
   * @throws LogException.Unreachable if the broker does not answer
   */
  List<LogRecord> poll(Duration atMost);

  /** {@return the offset of the next record to be returned} */
  long nextOffset();

  /**
   * {@return whether the tail has read from the topic since it was opened, or since its last
   * failure} Both returning a record and reaching the end of the topic count as reading.
   */
  boolean isReading();

  /**
   * Makes the current poll return at once, or the next poll if none is in progress. Callable from
   * any thread.
   */
  void wakeup();

  @Override
  void close();
}
