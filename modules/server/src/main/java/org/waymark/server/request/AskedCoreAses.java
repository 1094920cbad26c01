package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/**
 * Per destination, which core ASes this replica has asked for it, and when: so that one that has no
 * answer does not hide others that have, and that those with other answers are asked, too.
 *
 * <p>A request for which nothing is found goes to the nearest core AS, as in the original (PROTOCOL
 * 6.1, 6.2). While there is no answer, each of the others has its turn. After an answer a
 * <i>round</i> asks the others, since each core AS answers with the segments that lead to itself;
 * from then on further rounds ask all of them, at most one per destination in {@link #ROUND_NS}.
 *
 * <p>Bounded: the destination that was asked for longest ago is forgotten first, and with it no
 * more than the original ever knew. What is kept of one is at most every core AS that segments lead
 * from. Safe for use by several threads.
 */
final class AskedCoreAses {
  static final int CAPACITY = 10_000;

  /**
   * As long as the request is pending at a core AS that was asked (PROTOCOL 6.4). A requester that
   * has repeated itself still waits: the next core AS has its turn.
   */
  static final long IN_VAIN_NS = TimeUnit.SECONDS.toNanos(2);

  /**
   * The same when no requester asked again. The original is recorded to ask the same core AS again
   * for a request that comes up to 2.5 s after the one before.
   */
  static final long IN_VAIN_FOR_ONE_REQUEST_NS = TimeUnit.SECONDS.toNanos(3);

  /**
   * From the time a core AS was asked, or a destination known without asking was first requested,
   * to the first round. Up to 2.5 s the original is recorded to answer without asking.
   */
  static final long FIRST_ROUND_NS = TimeUnit.SECONDS.toNanos(3);

  /**
   * Between two rounds: however many hosts ask, each core AS gets one request per destination in
   * that time, and a path that is back is seen again as fast as beacons (every 5 s) bring it to the
   * next AS.
   */
  static final long ROUND_NS = TimeUnit.SECONDS.toNanos(10);

  private final Clock clock;
  private final int perRound;

  /** The longest unused first. */
  private final SequencedMap<IsdAs, Asked> byDestination = new LinkedHashMap<>(16, 0.75f, true);

  private enum State {
    /** Something was found; core ASes are asked in rounds. */
    FOUND,
    /** Nothing was found so far: core ASes are asked in turn. */
    OPEN,
    /** One of those asked in turn has answered; the others are not asked yet. */
    ANSWERED
  }

  /**
   * What has been asked for a destination.
   *
   * @param coreAses asked in this rotation, each once, the last one last
   * @param sinceNs when the turn of the last one began, on the monotonic clock
   * @param lastNs when one was asked last
   * @param roundNs when the next round is due
   */
  private record Asked(
      State state, List<IsdAs> coreAses, long sinceNs, long lastNs, long roundNs) {}

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

    private Inquiry(Turn turn, List<IsdAs> asked, long sinceNs, long nowNs) {
      this.turn = turn;
      this.asked = asked;
      this.sinceNs = sinceNs;
      this.nowNs = nowNs;
    }

    Turn turn() {
      return turn;
    }

    /** {@return who has been asked since the last answer, whoever had the last turn last} */
    List<IsdAs> asked() {
      return asked;
    }
  }

  /**
   * @param perRound how many core ASes a round asks, at least 2
   */
  AskedCoreAses(int perRound, Clock clock) {
    this.perRound = perRound;
    this.clock = clock;
  }

  /** {@return whom to ask for a destination for which nothing was found} */
  synchronized Inquiry inquiry(IsdAs dst) {
    long nowNs = clock.monotonicNs();
    Asked last = byDestination.get(dst);
    if (last == null || last.state != State.OPEN) {
      return new Inquiry(Turn.FIRST, List.of(), nowNs, nowNs);
    }
    return isInVain(last, nowNs)
        ? new Inquiry(Turn.NEXT, last.coreAses, nowNs, nowNs)
        : new Inquiry(Turn.SAME, last.coreAses, last.sinceNs, nowNs);
  }

  /** The monotonic clock may pass the end of its numbers: only differences are compared. */
  private static boolean isInVain(Asked last, long nowNs) {
    boolean repeated = last.lastNs != last.sinceNs;
    return nowNs - last.sinceNs >= (repeated ? IN_VAIN_NS : IN_VAIN_FOR_ONE_REQUEST_NS);
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
    put(
        dst,
        new Asked(
            State.OPEN,
            List.copyOf(asked),
            inquiry.sinceNs,
            inquiry.nowNs,
            inquiry.nowNs + ROUND_NS));
  }

  /** A request for the destination has been answered. */
  synchronized void answered(IsdAs dst) {
    Asked last = byDestination.get(dst);
    if (last != null && last.state == State.OPEN) {
      put(
          dst,
          new Asked(
              State.ANSWERED,
              last.coreAses,
              last.sinceNs,
              last.lastNs,
              last.lastNs + FIRST_ROUND_NS));
    }
  }

  /**
   * {@return whether core ASes are to be asked for a destination of which something was found}
   *
   * <p>A destination of which something is known although this replica did not ask counts as asked
   * for now: the original asks no other server for it.
   */
  synchronized boolean isRoundDue(IsdAs dst) {
    long nowNs = clock.monotonicNs();
    Asked last = byDestination.get(dst);
    if (last == null) {
      put(dst, new Asked(State.FOUND, List.of(), nowNs, nowNs, nowNs + FIRST_ROUND_NS));
      return false;
    }
    return nowNs - last.roundNs >= 0;
  }

  /**
   * Starts a round, even if there is nobody to ask: the next request is not to try.
   *
   * @param coreAses that can be asked, the nearest first
   * @return those to be asked now
   */
  synchronized List<IsdAs> round(IsdAs dst, List<IsdAs> coreAses) {
    long nowNs = clock.monotonicNs();
    Asked last =
        byDestination.getOrDefault(dst, new Asked(State.FOUND, List.of(), nowNs, nowNs, nowNs));
    boolean first = last.state == State.ANSWERED;
    List<IsdAs> rotation = new ArrayList<>(last.coreAses);
    rotation.retainAll(coreAses);
    List<IsdAs> now = new ArrayList<>();
    if (!first && !coreAses.isEmpty()) {
      now.add(coreAses.getFirst());
    }
    List<IsdAs> others = less(coreAses, now);
    if (!first && rotation.containsAll(others)) {
      // All have been asked: once more from the start.
      rotation.clear();
    }
    less(others, rotation).stream().limit(perRound - 1).forEach(now::add);
    rotation.removeAll(now);
    rotation.addAll(now);
    boolean onlyOne = first && now.isEmpty();
    put(
        dst,
        new Asked(
            State.FOUND,
            List.copyOf(rotation),
            last.sinceNs,
            onlyOne ? last.lastNs : nowNs,
            (onlyOne ? last.lastNs : nowNs) + ROUND_NS));
    return now;
  }

  private static List<IsdAs> less(List<IsdAs> all, List<IsdAs> some) {
    return all.stream().filter(one -> !some.contains(one)).toList();
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
