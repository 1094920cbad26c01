package org.waymark.server.propagation;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;

/**
 * The schedule for sending the local AS's DOWN segments to the other core ASes (ARCHITECTURE,
 * Propagation). The schedule is kept only in memory: a new holder of the lease builds its own
 * schedule from the store.
 *
 * <p>The schedule occupies a few dozen bytes per pair of segment and core AS, and is designed for
 * 10,000 segments and 19 core ASes. Times are in Unix milliseconds. Not thread-safe.
 */
final class CoreAsPlans {
  private final SendingTimes times;
  private final DownSegments segments = new DownSegments();
  private final SortedMap<IsdAs, CoreAsPlan> plans = new TreeMap<>();

  /**
   * @param resendS the interval in seconds at which a version is resent after its first repetitions
   */
  CoreAsPlans(int resendS) {
    times = new SendingTimes(resendS);
  }

  /**
   * Adds a version that has just been stored. It becomes due at every core AS, unless the schedule
   * already contains it.
   *
   * @param content the content digest of the version
   */
  void stored(SegmentKey key, long offset, long appendedMs, ByteString content) {
    Optional<DownSegments.Version> before = segments.slot(key).map(segments::version);
    if (before.isPresent() && before.get().offset() >= offset) {
      return;
    }
    boolean prolongs =
        before.flatMap(DownSegments.Version::content).filter(content::equals).isPresent();
    int slot =
        segments.put(
            new DownSegments.Version(key, offset, appendedMs, prolongs, Optional.of(content)));
    plans.values().forEach(plan -> plan.dueNow(slot));
  }

  /**
   * Adds a version that was already stored when this replica became the lease holder. Called before
   * {@link #takeOver}.
   */
  void found(SegmentKey key, long offset, long appendedMs) {
    segments.put(new DownSegments.Version(key, offset, appendedMs, false, Optional.empty()));
  }

  /**
   * Removes a version that was killed or has expired. A later version of the same path stays in the
   * schedule.
   */
  void gone(SegmentKey key, long offset) {
    Optional<Integer> slot = segments.slot(key);
    if (slot.isPresent() && segments.version(slot.get()).offset() <= offset) {
      plans.values().forEach(plan -> plan.forget(slot.get()));
      segments.remove(key);
    }
  }

  /**
   * Adds the core ASes that are reachable when this replica becomes the lease holder. Only recent
   * versions are due immediately. The previous holder has already sent the other versions, which
   * are sent again at their regular times.
   */
  void takeOver(Collection<IsdAs> coreAses, long nowMs) {
    for (IsdAs coreAs : coreAses) {
      CoreAsPlan plan = plan(coreAs);
      segments.forEachSlot(
          slot -> {
            if (SendingTimes.isYoung(segments.version(slot).appendedMs(), nowMs)) {
              plan.dueNow(slot);
            } else {
              plan.inTurn(slot, nowMs);
            }
          });
    }
  }

  /**
   * Sets the core ASes that can currently be reached. For core ASes that could not be reached
   * before, every version becomes due.
   */
  void reachable(Collection<IsdAs> coreAses) {
    plans.keySet().retainAll(coreAses);
    for (IsdAs coreAs : coreAses) {
      if (!plans.containsKey(coreAs)) {
        segments.forEachSlot(plan(coreAs)::dueNow);
      }
    }
  }

  private CoreAsPlan plan(IsdAs coreAs) {
    CoreAsPlan plan = new CoreAsPlan(coreAs, segments, times);
    plans.put(coreAs, plan);
    return plan;
  }

  /** {@return the plans of the reachable core ASes, ordered by ISD-AS} */
  SortedMap<IsdAs, CoreAsPlan> plans() {
    return plans;
  }

  /** {@return the segments to which the slots of the plans refer} */
  DownSegments segments() {
    return segments;
  }

  /** {@return the number of due transmissions of new or repeated versions, over all core ASes} */
  long due() {
    return plans.values().stream().mapToLong(CoreAsPlan::due).sum();
  }
}
