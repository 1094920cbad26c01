package org.waymark.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Methods for waiting, intended for commands, whose thread may sleep because it has nothing else to
 * do. Code that serves requests uses {@link Timers} instead. Callable from any thread.
 */
public final class Waiting {
  private Waiting() {}

  /**
   * Sleeps for the given time.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public static void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /**
   * Waits until a thread has ended, even if the waiting thread is interrupted; the interrupt flag
   * is then set again. Intended for owners of resources that the other thread uses.
   */
  public static void untilEnded(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException told) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Checks a condition repeatedly until it holds or {@code patience} runs out.
   *
   * @param between the pause between two checks
   * @return whether the condition holds
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean until(
      BooleanSupplier holds, Duration between, Duration patience, Clock clock)
      throws InterruptedException {
    long sinceNs = clock.monotonicNs();
    while (!holds.getAsBoolean()) {
      if (clock.monotonicNs() - sinceNs >= patience.toNanos()) {
        return false;
      }
      pause(between);
    }
    return true;
  }
}
