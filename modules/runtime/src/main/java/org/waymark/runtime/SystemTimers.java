package org.waymark.runtime;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers in real time, on one daemon thread. After {@link #close}, no task starts. */
public final class SystemTimers implements Timers, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;
  private final FaultHandler faults;

  /**
   * @param threadName the name of the thread
   */
  public SystemTimers(String threadName, FaultHandler faults) {
    this.faults = faults;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name(threadName).factory(),
            new ScheduledThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return cancelling(executor.schedule(guarded(task), delayMs, TimeUnit.MILLISECONDS));
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    return cancelling(
        executor.scheduleWithFixedDelay(guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS));
  }

  private static Cancellable cancelling(Future<?> scheduled) {
    return () -> scheduled.cancel(false);
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        faults.fault("A timer task failed; the other tasks keep running", e);
      }
    };
  }

  /**
   * Drops all tasks that have not started. A task that is in progress is not interrupted, and this
   * method does not wait for it.
   */
  @Override
  public void close() {
    executor.shutdown();
  }
}
