package org.waymark.cli.command;

import org.waymark.runtime.Timers;

/**
 * Sees to it that a server which is to stop does: closing its parts may hang, on a disk or on a
 * broker that does not answer, and nobody is served any more while it does.
 */
public final class StopDeadline implements AutoCloseable {
  /** Stopping takes one second or two; who sends SIGTERM sends SIGKILL after ten. */
  public static final long AFTER_MS = 8_000;

  private final Timers timers;
  private final Runnable end;
  private boolean begun;
  private boolean stopped;

  /**
   * @param end ends the process at once
   */
  public StopDeadline(Timers timers, Runnable end) {
    this.timers = timers;
    this.end = end;
  }

  /** Stopping begins; beginning twice is the same as once. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      timers.after(AFTER_MS, this::missed);
    }
  }

  private void missed() {
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    end.run();
  }

  /** Everything has stopped. */
  @Override
  public synchronized void close() {
    stopped = true;
  }
}
