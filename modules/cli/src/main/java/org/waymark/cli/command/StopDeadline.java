package org.waymark.cli.command;

import org.waymark.runtime.Timers;

/**
 * Ends the process if a server does not stop in time. Closing may hang on an unresponsive disk or
 * broker, and a server that is closing answers no requests.
 *
 * <p>Owned by the command that stops. Safe for use by several threads.
 */
public final class StopDeadline implements AutoCloseable {
  /**
   * The time allowed for stopping, in milliseconds. Stopping normally takes a second or two, and
   * service managers send SIGKILL ten seconds after SIGTERM.
   */
  public static final long AFTER_MS = 8_000;

  private final Timers timers;
  private final long afterMs;
  private final Runnable end;
  private boolean begun;
  private boolean stopped;

  /**
   * Creates the deadline for stopping a server that runs.
   *
   * @param end ends the process immediately
   */
  public StopDeadline(Timers timers, Runnable end) {
    this(timers, AFTER_MS, end);
  }

  /**
   * @param afterMs the time allowed, in milliseconds
   * @param end ends the process immediately
   */
  public StopDeadline(Timers timers, long afterMs, Runnable end) {
    this.timers = timers;
    this.afterMs = afterMs;
    this.end = end;
  }

  /** Starts the deadline when the server begins to stop. Later calls have no effect. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      timers.after(afterMs, this::missed);
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

  /** Cancels the deadline after the server has stopped. */
  @Override
  public synchronized void close() {
    stopped = true;
  }
}
