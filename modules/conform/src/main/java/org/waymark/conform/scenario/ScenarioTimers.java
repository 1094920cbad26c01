package org.waymark.conform.scenario;

import java.util.ArrayList;
import java.util.List;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;

/**
 * The timers of a recorded scenario. They run only when a step requires them, because no timers ran
 * between the steps of the recordings. Used by one thread.
 */
final class ScenarioTimers implements Timers {
  /** The period of the original's worker, in milliseconds. */
  private static final long CYCLE_MS = 1_000;

  private static final long MS_NS = 1_000_000;

  private final Clock clock;
  private final List<Task> tasks = new ArrayList<>();

  private final class Task implements Cancellable {
    private final long periodMs;
    private final Runnable action;
    private long dueNs;

    private Task(long delayMs, long periodMs, Runnable action) {
      this.periodMs = periodMs;
      this.action = action;
      this.dueNs = clock.monotonicNs() + delayMs * MS_NS;
    }

    private boolean isPeriodic() {
      return periodMs > 0;
    }

    private void run() {
      if (isPeriodic()) {
        dueNs = clock.monotonicNs() + periodMs * MS_NS;
      } else {
        tasks.remove(this);
      }
      action.run();
    }

    @Override
    public void cancel() {
      tasks.remove(this);
    }
  }

  ScenarioTimers(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return add(new Task(delayMs, 0, task));
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    return add(new Task(periodMs, periodMs, task));
  }

  private Cancellable add(Task task) {
    tasks.add(task);
    return task;
  }

  /**
   * Runs each due task once. A task that is very late also runs only once, because time jumps
   * between steps.
   */
  void runDue() {
    long nowNs = clock.monotonicNs();
    run(tasks.stream().filter(task -> task.dueNs <= nowNs).toList());
  }

  /**
   * Runs every task whose period is at most one second, exactly once and whether or not it is due.
   * Other tasks are not run.
   */
  void runCycle() {
    run(tasks.stream().filter(task -> task.isPeriodic() && task.periodMs <= CYCLE_MS).toList());
  }

  private void run(List<Task> chosen) {
    for (Task task : chosen) {
      if (tasks.contains(task)) {
        task.run();
      }
    }
  }
}
