package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/**
 * Tracks which core ASes this replica has queried for each destination, and when. This lets the
 * server move on to other core ASes if one does not answer, and query all core ASes whose answers
 * may differ.
 *
 * <p>A request for which nothing is found is forwarded to the nearest core AS, as in the original
 * (PROTOCOL 6.1, 6.2). While there is no answer, the other core ASes are queried in turn. After the
 * first answer, a <i>round</i> queries the other core ASes, because each core AS answers with the
 * segments that lead to itself. Further rounds then query all of them, at most once per destination
 * in {@link #ROUND_NS}.
 *
 * <p>The number of destinations is bounded: the destination queried longest ago is evicted first.
 * This is no worse than the original server, which did not remember its queries. For each
 * destination, at most all reachable core ASes are remembered. Safe for use by several threads.
 */
final class AskedCoreAses {
  static final int CAPACITY = 10_000;

  /**
   * The time in which a core AS must answer a repeated request before the next core AS is queried.
   * It equals the time for which the request is pending at the queried core AS (PROTOCOL 6.4). The
   * repetition shows that the requester is still waiting.
   */
  static final long IN_VAIN_NS = TimeUnit.SECONDS.toNanos(2);

  /**
   * The time in which a core AS must answer a request that has not been repeated. The original
   * server has been observed to query the same core AS again up to 2.5 s after the previous query.
   */
  static final long IN_VAIN_FOR_ONE_REQUEST_NS = TimeUnit.SECONDS.toNanos(3);

  /**
   * The delay of the first round after the last query or, if segments were found without a query,
   * the delay after the first request for the destination. The original server has been observed to
   * answer without a query for up to 2.5 s.
   */
  static final long FIRST_ROUND_NS = TimeUnit.SECONDS.toNanos(3);

  /**
   * The minimum interval between two rounds. Regardless of the number of requesting hosts, each
   * core AS receives at most one query per destination in this time, and a path that is up again is
   * found about as fast as beacons (every 5 s) bring it to the next AS.
   */
  static final long ROUND_NS = TimeUnit.SECONDS.toNanos(10);

  private final Clock clock;
  private final int perRound;

  /** The queries by destination, least recently used first. */
  private final SequencedMap<IsdAs, Asked> byDestination = new LinkedHashMap<>(16, 0.75f, true);

  private enum State {
    /** Segments were found, so core ASes are queried in rounds. */
    FOUND,
    /** No segment has been found so far, so core ASes are queried in turn. */
    OPEN,
    /** One of the core ASes queried in turn has answered; the others have not been queried yet. */
    ANSWERED
  }

  /**
   * The queries for one destination. Times are on the monotonic clock.
   *
   * @param coreAses the core ASes queried in this rotation, without duplicates, most recent last
   * @param sinceNs the time since which the most recently queried core AS has been the one to query
   * @param lastNs the time of the last query
   * @param roundNs the time at which the next round is due
   */
  private record Asked(
      State state, List<IsdAs> coreAses, long sinceNs, long lastNs, long roundNs) {}

  /** The choice between querying the same core AS again and moving on to the next one. */
  enum Turn {
    /** The nearest core AS. */
    FIRST,
    /** The core AS that was queried last. */
    SAME,
    /** A core AS that has not been queried yet, or the nearest core AS if all have been queried. */
    NEXT
  }

  /** A decision about where to forward a request. */
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

    /** {@return the core ASes queried since the last answer, most recent last} */
    List<IsdAs> asked() {
      return asked;
    }
  }

  /**
   * @param perRound the number of core ASes that a round queries, at least 2
   */
  AskedCoreAses(int perRound, Clock clock) {
    this.perRound = perRound;
    this.clock = clock;
  }

  /**
   * Decides which core AS to query for a destination for which no segment was found.
   *
   * @return the decision
   */
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

  /**
   * Tests whether the turn has lasted too long. The monotonic clock may overflow, so only
   * differences of times are compared.
   */
  private static boolean isInVain(Asked last, long nowNs) {
    boolean repeated = last.lastNs != last.sinceNs;
    return nowNs - last.sinceNs >= (repeated ? IN_VAIN_NS : IN_VAIN_FOR_ONE_REQUEST_NS);
  }

  /** Records that a core AS has been queried, whether or not it was its turn. */
  synchronized void asked(IsdAs dst, Inquiry inquiry, IsdAs coreAs) {
    List<IsdAs> asked = new ArrayList<>(inquiry.asked);
    if (inquiry.turn == Turn.NEXT && asked.contains(coreAs)) {
      // All core ASes have been queried, so start over.
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

  /** Records that a request for the destination has been answered. */
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
   * {@return whether core ASes should be queried for a destination for which segments were found}
   *
   * <p>If the segments were found although this replica never queried a core AS, the destination is
   * treated as if it had just been queried, because the original server would not query any other
   * server for it.
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
   * Starts a round, even if there is no core AS to query, so that the next request does not start
   * another round.
   *
   * @param coreAses the core ASes that can be queried, nearest first
   * @return the core ASes to query now
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
      // All core ASes have been queried, so start over.
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

  /** {@return the number of tracked destinations} */
  synchronized int size() {
    return byDestination.size();
  }
}
