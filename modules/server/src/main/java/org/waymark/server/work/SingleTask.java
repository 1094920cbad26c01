package org.waymark.server.work;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that is executed again and again, at most once at a time. Runs see what earlier runs have
 * written, even on other threads. Safe for use by several threads.
 */
public final class SingleTask {
  private final Executor executor;
  private final Runnable task;

  /** Whether a run is queued or under way. */
  private final AtomicBoolean isStarted = new AtomicBoolean();

  public SingleTask(Executor executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  /** Executes the task, unless a run is queued or under way, or the executor rejects it. */
  public void start() {
    if (!isStarted.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException full) {
      isStarted.set(false);
    }
  }

  private void run() {
    try {
      task.run();
    } finally {
      isStarted.set(false);
    }
  }
}
