package org.waymark.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides when a trouble that is met again and again is worth a log line: when it begins, when its
 * kind changes, when it ends, and in between at most once a minute per kind. Two kinds that
 * alternate are told as rarely as one that stays.
 *
 * <p>One object per activity that meets trouble. Safe for use by several threads.
 */
public final class LastingTrouble {
  private static final long REMIND_NS = TimeUnit.MINUTES.toNanos(1);

  private final Clock clock;

  /** When each kind of the present trouble was told last. */
  private final Map<Object, Long> toldNs = new HashMap<>();

  public LastingTrouble(Clock clock) {
    this.clock = clock;
  }

  /**
   * The trouble is there, or still is.
   *
   * @param kind equal for what an operator would call the same trouble: no times, counters or
   *     offsets in it; few different ones
   * @return whether it is to be told now
   */
  public synchronized boolean isDue(Object kind) {
    long nowNs = clock.monotonicNs();
    Long lastNs = toldNs.get(kind);
    if (lastNs != null && nowNs - lastNs < REMIND_NS) {
      return false;
    }
    toldNs.put(kind, nowNs);
    return true;
  }

  /** {@return whether there was trouble until now, so that its end is to be told} */
  public synchronized boolean end() {
    boolean there = !toldNs.isEmpty();
    toldNs.clear();
    return there;
  }
}
