package org.waymark.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waiting of a command, which has nothing else to do meanwhile: its thread sleeps. What serves
 * others waits by {@link Timers}. Callable from any thread.
 */
public final class Waiting {
  private Waiting() {}

  /**
   * Lets time pass.
   *
   * @throws InterruptedException when the thread was told to stop
   */
  public static void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /**
   * Waits until a thread has ended, even if the waiting thread is told to stop: it stays told. For
   * owners of what the other thread uses.
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
   * Looks again and again until something holds.
   *
   * @param between two looks
   * @return whether it holds; not when patience is over
   * @throws InterruptedException when the thread was told to stop
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
