package org.waymark.log;

import java.time.Duration;
import java.util.List;

/**
 * A reader of one topic, in offset order, from a position onward and then as records are appended.
 *
 * <p>Used by one thread; only {@link #wakeup} may be called by others.
 */
public interface Tail extends AutoCloseable {
  /**
   * {@return the next records, empty when there is none after waiting for at most the given time}
   *
   * <p>An empty list does not say that the log is quiet: a dead broker looks the same. That is told
   * by {@link LogWatch}.
   *
   * @throws LogException.Truncated when what was read last is not in the topic any more
   * @throws LogException.OtherContent when the topic holds another record in the place of the one
   *     that was read last
   * @throws LogException.OutOfRange when retention has passed the position, or it lies beyond the
   *     end
   * @throws LogException.Unreadable when the broker is there, but the next record cannot be read;
   *     polling again tries again
   * @throws LogException.Unreachable when the broker does not answer
   */
  List<LogRecord> poll(Duration atMost);

  /** {@return the offset of the record that is returned next} */
  long nextOffset();

  /**
   * {@return whether the topic was read since the tail was opened, or since its last failure: a
   * record was returned, or there is none to return}
   */
  boolean isReading();

  /**
   * Lets the poll that waits now, or the next one, return without waiting. Callable by any thread.
   */
  void wakeup();

  @Override
  void close();
}
