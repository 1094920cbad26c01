package org.waymark.runtime.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;

/**
 * The queue of all future events of a simulated world, which also controls the passage of time.
 *
 * <p>Tasks run on the thread that calls {@link #runForMs} or {@link #runNext}; both methods advance
 * the clock to the time of each task. Tasks due at the same time run in an order drawn from the
 * seed, so different seeds try different orders. Not thread-safe.
 */
public final class SimulatedTimers implements Timers {
  private static final long MS_NS = 1_000_000;
  private static final Comparator<Task> ORDER =
      Comparator.comparingLong((Task task) -> task.atNs)
          .thenComparingLong(task -> task.draw)
          .thenComparingLong(task -> task.number);

  private final VirtualClock clock;
  private final SplittableRandom random;
  private final FaultHandler faults;
  private final PriorityQueue<Task> queue = new PriorityQueue<>(ORDER);
  private long numbered;

  private static final class Task implements Cancellable {
    final long atNs;
    final long draw;
    final long number;
    final Runnable action;
    boolean cancelled;

    Task(long atNs, long draw, long number, Runnable action) {
      this.atNs = atNs;
      this.draw = draw;
      this.number = number;
      this.action = action;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** A task that schedules itself again after each run. */
  private final class Repeating implements Cancellable, Runnable {
    private final long periodMs;
    private final Runnable task;
    private Cancellable coming;
    private boolean cancelled;

    Repeating(long periodMs, Runnable task) {
      this.periodMs = periodMs;
      this.task = task;
      this.coming = after(periodMs, this);
    }

    @Override
    public void run() {
      try {
        task.run();
      } finally {
        if (!cancelled) {
          coming = after(periodMs, this);
        }
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      coming.cancel();
    }
  }

  public SimulatedTimers(VirtualClock clock, long seed, FaultHandler faults) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.faults = faults;
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return add(delayMs * MS_NS, random.nextLong(), task);
  }

  /**
   * Runs an arrival after a delay, which may be a fraction of a millisecond. Arrivals due at the
   * same time run in the order in which they were sent, and before all timers. As a result, only
   * the delays of the network decide which datagram overtakes another.
   */
  void arriveAfter(long delayNs, Runnable arrival) {
    add(delayNs, Long.MIN_VALUE, arrival);
  }

  private Cancellable add(long delayNs, long draw, Runnable action) {
    if (delayNs < 0) {
      throw new IllegalArgumentException("a delay must be 0 or more, got " + delayNs + " ns");
    }
    Task task = new Task(clock.monotonicNs() + delayNs, draw, numbered++, action);
    queue.add(task);
    return task;
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    if (periodMs <= 0) {
      throw new IllegalArgumentException(
          "a period must be greater than 0, got " + periodMs + " ms");
    }
    return new Repeating(periodMs, task);
  }

  /**
   * Runs all tasks that become due within a time span, in order, and leaves the clock at the end of
   * the time span.
   */
  public void runForMs(long ms) {
    long endNs = clock.monotonicNs() + ms * MS_NS;
    dropCancelled();
    while (!queue.isEmpty() && queue.peek().atNs <= endNs) {
      runNext();
    }
    clock.advanceToNs(endNs);
  }

  /**
   * Advances the clock to the next task and runs it.
   *
   * @return whether there was a task
   */
  public boolean runNext() {
    dropCancelled();
    Task task = queue.poll();
    if (task == null) {
      return false;
    }
    clock.advanceToNs(Math.max(task.atNs, clock.monotonicNs()));
    try {
      task.action.run();
    } catch (Throwable e) {
      faults.fault("A timer task failed; the other tasks keep running", e);
    }
    dropCancelled();
    return true;
  }

  private void dropCancelled() {
    while (!queue.isEmpty() && queue.peek().cancelled) {
      queue.remove();
    }
  }
}
