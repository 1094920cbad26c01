package org.waymark.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Decides when trouble that lasts is worth a log line: when it begins, when its kind changes, when
 * it ends, and in between at most once a minute per kind. Two kinds of trouble that alternate are
 * reported as rarely as one that stays.
 *
 * <p>Use one object per activity that can run into trouble. Thread-safe.
 */
public final class LastingTrouble {
  private static final long REMIND_NS = TimeUnit.MINUTES.toNanos(1);

  private final Clock clock;

  /** The time at which each kind of the present trouble was last reported. */
  private final Map<Object, Long> toldNs = new HashMap<>();

  public LastingTrouble(Clock clock) {
    this.clock = clock;
  }

  /**
   * Notes trouble, whether new or continuing.
   *
   * @param kind equal for trouble that an operator would call the same: it contains no times,
   *     counters or offsets, and takes few different values
   * @return whether to report it now
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
   * Notes that the trouble is over.
   *
   * @return whether there was any, so that its end has to be reported
   */
  public synchronized boolean end() {
    boolean there = !toldNs.isEmpty();
    toldNs.clear();
    return there;
  }
}
