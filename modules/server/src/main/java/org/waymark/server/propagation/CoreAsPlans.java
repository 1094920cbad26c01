package org.waymark.server.propagation;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;

/**
 * Which version of which own DOWN segment is to be sent to which core AS, and when (ARCHITECTURE,
 * Propagation). Nothing here is kept anywhere else: a new holder of the lease makes it anew from
 * its store.
 *
 * <p>Takes some tens of bytes for each pair of a segment and a core AS; 10,000 segments and 19 core
 * ASes are the size it is made for. Times are Unix milliseconds. Not thread-safe.
 */
final class CoreAsPlans {
  private final SendingTimes times;
  private final DownSegments segments = new DownSegments();
  private final SortedMap<IsdAs, CoreAsPlan> plans = new TreeMap<>();

  /**
   * @param resendS seconds between two sendings of one version, later on
   */
  CoreAsPlans(int resendS) {
    times = new SendingTimes(resendS);
  }

  /**
   * A version is stored: it is due at every core AS, unless it is known already.
   *
   * @param content its content digest
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

  /** A version that a new holder finds in its store; before any core AS is reachable. */
  void found(SegmentKey key, long offset, long appendedMs) {
    segments.put(new DownSegments.Version(key, offset, appendedMs, false, Optional.empty()));
  }

  /** The version is gone: killed, or let go after its end. A later one stays. */
  void gone(SegmentKey key, long offset) {
    Optional<Integer> slot = segments.slot(key);
    if (slot.isPresent() && segments.version(slot.get()).offset() <= offset) {
      plans.values().forEach(plan -> plan.forget(slot.get()));
      segments.remove(key);
    }
  }

  /**
   * The core ASes that were reachable before this replica was the holder: only what is young is due
   * at once, the rest waits for its turn.
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

  /** The core ASes that can be reached now: at one that could not be everything is due. */
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

  /** {@return the plans of the core ASes that can be reached, in their order} */
  SortedMap<IsdAs, CoreAsPlan> plans() {
    return plans;
  }

  /** {@return the segments that the slots of the plans stand for} */
  DownSegments segments() {
    return segments;
  }

  /** {@return how many sendings of what is new or repeated are due, over all core ASes} */
  long due() {
    return plans.values().stream().mapToLong(CoreAsPlan::due).sum();
  }
}
