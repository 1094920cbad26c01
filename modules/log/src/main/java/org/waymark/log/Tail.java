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
   * @throws LogException.OutOfRange when retention has passed the position, or it lies beyond the
   *     end
   * @throws LogException.Unreachable when the broker refuses to be read
   */
  List<LogRecord> poll(Duration atMost);

  /** {@return the offset of the record that is returned next} */
  long nextOffset();

  /**
   * Lets the poll that waits now, or the next one, return without waiting. Callable by any thread.
   */
  void wakeup();

  @Override
  void close();
}
