package org.waymark.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The timers of one owner, on a thread that several owners share. After {@link #close}, no task of
 * the owner starts.
 */
public final class OwnedTimers implements Timers, AutoCloseable {
  private final Timers shared;
  private final List<Cancellable> repeating = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  public OwnedTimers(Timers shared) {
    this.shared = shared;
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return shared.after(delayMs, unlessEnded(task));
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    Cancellable coming = shared.every(periodMs, unlessEnded(task));
    repeating.add(coming);
    if (ended) {
      coming.cancel();
    }
    return () -> {
      repeating.remove(coming);
      coming.cancel();
    };
  }

  private Runnable unlessEnded(Runnable task) {
    return () -> {
      if (!ended) {
        task.run();
      }
    };
  }

  /**
   * Cancels all tasks permanently. A task that is in progress is not interrupted, and this method
   * does not wait for it.
   */
  @Override
  public void close() {
    ended = true;
    repeating.forEach(Cancellable::cancel);
    repeating.clear();
  }
}
