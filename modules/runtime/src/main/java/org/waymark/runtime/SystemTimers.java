package org.waymark.runtime;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one daemon thread of the machine's own time. After closing nothing runs any more. */
public final class SystemTimers implements Timers, AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;
  private final FaultHandler faults;

  /**
   * @param threadName of the one thread
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
        faults.fault("a timer task failed; the timers go on", e);
      }
    };
  }

  /** Drops what has not run yet. A task under way is neither interrupted nor waited for. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
