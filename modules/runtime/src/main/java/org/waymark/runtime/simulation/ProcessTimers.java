package org.waymark.runtime.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Timers;

/** The timers of one simulated process, which can be paused or killed. Not thread-safe. */
public final class ProcessTimers implements Timers {
  private final Timers world;
  private final List<Cancellable> repeating = new ArrayList<>();
  private boolean standsStill;
  private boolean dead;

  /** The tasks that would have run during the pause. Each task is listed once. */
  private final SequencedSet<Runnable> held = new LinkedHashSet<>();

  /**
   * @param world the timers of the whole simulation
   */
  public ProcessTimers(Timers world) {
    this.world = world;
  }

  @Override
  public Cancellable after(long delayMs, Runnable task) {
    return world.after(delayMs, () -> run(task));
  }

  @Override
  public Cancellable every(long periodMs, Runnable task) {
    Cancellable running = world.every(periodMs, () -> run(task));
    repeating.add(running);
    return running;
  }

  /**
   * Runs a task in the process: now, or when the process is resumed if it is paused, or never if it
   * was killed.
   */
  public void run(Runnable task) {
    if (dead) {
      return;
    }
    if (standsStill) {
      held.add(task);
    } else {
      task.run();
    }
  }

  /** Pauses the process. */
  public void standStill() {
    standsStill = true;
  }

  /** Resumes the process, which then runs the tasks that have fallen due. */
  public void goOn() {
    standsStill = false;
    List<Runnable> due = List.copyOf(held);
    held.clear();
    due.forEach(Runnable::run);
  }

  /** Kills the process. None of its tasks runs again. */
  public void die() {
    dead = true;
    repeating.forEach(Cancellable::cancel);
  }

  /** {@return whether the process was killed} */
  public boolean isDead() {
    return dead;
  }
}
