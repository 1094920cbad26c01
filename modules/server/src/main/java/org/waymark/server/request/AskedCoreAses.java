package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/**
 * Per destination, which core ASes this replica has asked for it in vain, and when it asked last:
 * so that one that has no answer does not hide others that have, and that what is remembered is
 * asked for again.
 *
 * <p>The original always asked the nearest one (spec 6.1, 6.2), which is where every destination
 * starts here, and starts anew after an answer.
 *
 * <p>Bounded: the destination that was asked for longest ago is forgotten first, and with it no
 * more than the original ever knew. What is kept of one is at most every core AS that segments lead
 * from. Safe for use by several threads.
 */
final class AskedCoreAses {
  static final int CAPACITY = 10_000;

  /**
   * As long as the request is pending at a core AS that was asked (spec 6.4). Whoever asked again
   * meanwhile still waits: the next core AS has its turn.
   */
  static final long IN_VAIN_NS = TimeUnit.SECONDS.toNanos(2);

  /**
   * The same when nobody asked again meanwhile. The original is recorded to ask the same core AS
   * again for a request that comes up to 2.5 s after the one before.
   */
  static final long IN_VAIN_FOR_ONE_REQUEST_NS = TimeUnit.SECONDS.toNanos(3);

  /**
   * What is remembered is asked for again so long after it was asked for last: at most one request
   * per destination in that time, however many hosts ask, and a path that is back is seen again as
   * fast as beacons (every 5 s) bring it to the next AS.
   */
  static final long ASK_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

  private final Clock clock;

  /** The longest unused first. */
  private final SequencedMap<IsdAs, Asked> byDestination = new LinkedHashMap<>(16, 0.75f, true);

  /** What is open of what was asked. */
  private enum Open {
    NOTHING,
    /** A request for which nothing was found. */
    REQUEST,
    /** What is remembered has been asked for again; who requested it had an answer. */
    AGAIN
  }

  /**
   * What has been asked for a destination.
   *
   * @param coreAses asked since the last answer, each once, whose turn it is last
   * @param sinceNs when its turn began, on the monotonic clock
   * @param lastNs when it was asked last
   */
  private record Asked(List<IsdAs> coreAses, long sinceNs, long lastNs, Open open) {}

  /** Whose turn it is to be asked. */
  enum Turn {
    /** That of the nearest. */
    FIRST,
    /** That of the one asked last. */
    SAME,
    /** That of one not asked so far, or again of the nearest when all have been. */
    NEXT
  }

  /** A request that is to be sent on now. */
  static final class Inquiry {
    private final Turn turn;
    private final List<IsdAs> asked;
    private final long sinceNs;
    private final long nowNs;
    private final Open open;

    private Inquiry(Turn turn, List<IsdAs> asked, long sinceNs, long nowNs, Open open) {
      this.turn = turn;
      this.asked = asked;
      this.sinceNs = sinceNs;
      this.nowNs = nowNs;
      this.open = open;
    }

    Turn turn() {
      return turn;
    }

    /** {@return who has been asked since the last answer, whoever had the last turn last} */
    List<IsdAs> asked() {
      return asked;
    }
  }

  AskedCoreAses(Clock clock) {
    this.clock = clock;
  }

  /** {@return whom to ask for a destination for which nothing was found} */
  synchronized Inquiry inquiry(IsdAs dst) {
    long nowNs = clock.monotonicNs();
    Asked last = byDestination.get(dst);
    if (last == null || last.open == Open.NOTHING) {
      return new Inquiry(Turn.FIRST, List.of(), nowNs, nowNs, Open.REQUEST);
    }
    return isInVain(last, nowNs)
        ? new Inquiry(Turn.NEXT, last.coreAses, nowNs, nowNs, Open.REQUEST)
        : new Inquiry(Turn.SAME, last.coreAses, last.sinceNs, nowNs, Open.REQUEST);
  }

  /** The monotonic clock may pass the end of its numbers: only differences are compared. */
  private static boolean isInVain(Asked last, long nowNs) {
    boolean repeated = last.lastNs != last.sinceNs;
    return nowNs - last.sinceNs >= (repeated ? IN_VAIN_NS : IN_VAIN_FOR_ONE_REQUEST_NS);
  }

  /**
   * {@return whom to ask again for a destination of which something is remembered; empty when it
   * was asked for a short while ago, or is remembered only now}
   *
   * <p>It counts as asked for from now on, also when it cannot be: the next request is not to try.
   */
  synchronized Optional<Inquiry> again(IsdAs dst) {
    long nowNs = clock.monotonicNs();
    Asked last = byDestination.get(dst);
    if (last == null) {
      put(dst, new Asked(List.of(), nowNs, nowNs, Open.NOTHING));
      return Optional.empty();
    }
    if (nowNs - last.lastNs < ASK_AGAIN_NS) {
      return Optional.empty();
    }
    put(dst, new Asked(last.coreAses, last.sinceNs, nowNs, last.open));
    Turn turn = last.open == Open.NOTHING ? Turn.FIRST : Turn.NEXT;
    return Optional.of(new Inquiry(turn, last.coreAses, nowNs, nowNs, Open.AGAIN));
  }

  /** A core AS has been asked, be it the one whose turn it is or not. */
  synchronized void asked(IsdAs dst, Inquiry inquiry, IsdAs coreAs) {
    List<IsdAs> asked = new ArrayList<>(inquiry.asked);
    if (inquiry.turn == Turn.NEXT && asked.contains(coreAs)) {
      // All have been: once more from the start.
      asked.clear();
    }
    asked.remove(coreAs);
    asked.add(coreAs);
    put(dst, new Asked(List.copyOf(asked), inquiry.sinceNs, inquiry.nowNs, inquiry.open));
  }

  /** A request for the destination has been answered. */
  synchronized void answered(IsdAs dst) {
    close(dst, Open.REQUEST);
  }

  /**
   * Somebody replied with segments for the destination. Whoever forges that makes this replica ask
   * the nearest core AS again, as the original always did.
   */
  synchronized void replied(IsdAs dst) {
    close(dst, Open.AGAIN);
  }

  private void close(IsdAs dst, Open what) {
    Asked last = byDestination.get(dst);
    if (last != null && last.open == what) {
      put(dst, new Asked(List.of(), last.sinceNs, last.lastNs, Open.NOTHING));
    }
  }

  private void put(IsdAs dst, Asked asked) {
    byDestination.put(dst, asked);
    if (byDestination.size() > CAPACITY) {
      byDestination.pollFirstEntry();
    }
  }

  /** {@return how many destinations are remembered} */
  synchronized int size() {
    return byDestination.size();
  }
}
