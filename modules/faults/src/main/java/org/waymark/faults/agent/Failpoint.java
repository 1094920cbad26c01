package org.waymark.faults.agent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Called at the place of the plan, on any thread of the child process. */
public final class Failpoint {
  /** The exit code of a process that ended at its place. */
  public static final int ENDED = 77;

  /** The answer of a process that was delayed at its place. */
  public static final String DELAYED = "delayed";

  private static final AtomicInteger HITS = new AtomicInteger();
  private static volatile int at;
  private static volatile boolean ends;
  private static volatile long afterNs;

  private Failpoint() {}

  /**
   * Sets what happens.
   *
   * @param hit the number of the hit at which it happens, from 1; 0 for nothing
   * @param end whether the process ends, while the thread goes on, after the given time; otherwise
   *     the thread waits for that time
   */
  static void plan(int hit, boolean end, long ns) {
    ends = end;
    afterNs = ns;
    at = hit;
  }

  /** Called by the instructions that the agent inserts. */
  public static void hit() {
    if (HITS.incrementAndGet() != at) {
      return;
    }
    if (!ends) {
      System.out.println(DELAYED);
      System.out.flush();
      pause();
    } else if (afterNs == 0) {
      Runtime.getRuntime().halt(ENDED);
    } else {
      Thread.ofPlatform().daemon().name("failpoint").start(Failpoint::endLater);
    }
  }

  private static void endLater() {
    pause();
    Runtime.getRuntime().halt(ENDED);
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofNanos(afterNs));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
