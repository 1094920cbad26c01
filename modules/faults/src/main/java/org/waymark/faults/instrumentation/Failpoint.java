package org.waymark.faults.instrumentation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the planned action. Calls of this class are inserted at the planned point in the code. The
 * calls can come from any thread of the child process.
 */
public final class Failpoint {
  /** The exit code of a process that was killed at the planned point. */
  public static final int ENDED = 77;

  /** The line that a process prints before it delays a thread at the planned point. */
  public static final String DELAYED = "delayed";

  private static final AtomicInteger HITS = new AtomicInteger();
  private static volatile int at;
  private static volatile boolean ends;
  private static volatile long afterNs;

  private Failpoint() {}

  /** Sets the planned action. */
  static void plan(ClassChanges.Plan plan) {
    ends = plan.action().ends();
    afterNs = plan.action().after().toNanos();
    at = plan.hit();
  }

  /** Counts a hit. Called by the instructions that {@link Insertions} inserts. */
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
