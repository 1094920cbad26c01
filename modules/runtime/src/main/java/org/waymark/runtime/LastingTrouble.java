package org.waymark.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides when to log trouble that lasts for some time: when it begins, when its kind changes, when
 * it ends, and at most once a minute per kind while it lasts. As a result, two alternating kinds of
 * trouble do not flood the log.
 *
 * <p>Use one instance per activity that can run into trouble. Thread-safe.
 */
public final class LastingTrouble {
  private static final long REMIND_NS = TimeUnit.MINUTES.toNanos(1);

  private final Clock clock;

  /** The time at which each kind of the current trouble was last reported. */
  private final Map<Object, Long> toldNs = new HashMap<>();

  public LastingTrouble(Clock clock) {
    this.clock = clock;
  }

  /**
   * Records new or continuing trouble.
   *
   * @param kind a value that is equal for trouble that an operator would consider the same. There
   *     must be only a few different values, so a value must not contain times, counters or offsets
   * @return whether to report the trouble now
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

  /**
   * Records that the trouble is over.
   *
   * @return whether there was trouble, so that its end must be reported
   */
  public synchronized boolean end() {
    boolean there = !toldNs.isEmpty();
    toldNs.clear();
    return there;
  }
}
