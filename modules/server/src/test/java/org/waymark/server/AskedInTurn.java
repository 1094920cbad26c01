package org.waymark.server;

import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * An oracle for the core ASes that a server queries for one destination: it keeps everything that
 * happened, and searches it each time.
 */
final class AskedInTurn {
  private static final long IN_VAIN_MS = 2_000;
  private static final long IN_VAIN_FOR_ONE_REQUEST_MS = 3_000;
  private static final long ROUND_MS = 10_000;
  private static final long FIRST_ROUND_MS = 3_000;

  private final List<Event> history = new ArrayList<>();

  private sealed interface Event {
    long atMs();

    /** A core AS was queried. */
    record Asked(IsdAs coreAs, boolean startsTurn, boolean startsAgain, long atMs)
        implements Event {}

    /** A request was answered. */
    record Answered(long atMs) implements Event {}

    /** Segments to the destination were found before any core AS was queried. */
    record Known(long atMs) implements Event {}

    /**
     * Several core ASes were queried at once, or could have been.
     *
     * @param startsAgain whether all core ASes had been queried
     */
    record Round(List<IsdAs> coreAses, boolean startsAgain, long atMs) implements Event {}
  }

  /**
   * {@return the segment over which to forward a request for which no segment was found}
   *
   * @param ways all possible segments, best first, at least one
   */
  PathSegment ask(List<PathSegment> ways, long nowMs) {
    List<Event.Asked> open = open();
    boolean inVain = isInVain(open, nowMs);
    PathSegment over;
    if (open.isEmpty()) {
      over = ways.getFirst();
    } else if (inVain) {
      over = nextOf(ways, open);
    } else if (inTurn(open).size() == 1) {
      over = ways.getFirst();
    } else {
      IsdAs last = inTurn(open).getLast();
      over =
          ways.stream()
              .filter(way -> way.firstIa().equals(last))
              .findFirst()
              .orElse(ways.getFirst());
    }
    asked(over.firstIa(), open, inVain, nowMs);
    return over;
  }

  /** A waiting request was forwarded over a segment that arrived. */
  void sentOver(PathSegment segment, long nowMs) {
    List<Event.Asked> open = open();
    asked(segment.firstIa(), open, isInVain(open, nowMs), nowMs);
  }

  /**
   * {@return the segments over which to forward a request for which segments were found}
   *
   * @param ways all possible segments, best first
   * @param most the maximum number of core ASes in a round
   */
  List<PathSegment> round(List<PathSegment> ways, int most, long nowMs) {
    if (history.stream().allMatch(Event.Answered.class::isInstance)) {
      history.add(new Event.Known(nowMs));
      return List.of();
    }
    List<IsdAs> all = ways.stream().map(PathSegment::firstIa).distinct().toList();
    boolean afterAnAnswer = lastButRounds() instanceof Event.Answered && !hasRoundSinceAsked();
    if (nowMs < dueMs(afterAnAnswer)) {
      return List.of();
    }
    List<IsdAs> others = afterAnAnswer || all.isEmpty() ? all : all.subList(1, all.size());
    List<IsdAs> before = inThisRotation();
    boolean startsAgain = !afterAnAnswer && before.containsAll(others);
    List<IsdAs> now = new ArrayList<>(all.subList(0, all.size() - others.size()));
    others.stream()
        .filter(one -> startsAgain || !before.contains(one))
        .limit(most - 1)
        .forEach(now::add);
    history.add(new Event.Round(List.copyOf(now), startsAgain, nowMs));
    return now.stream()
        .map(ia -> ways.stream().filter(way -> way.firstIa().equals(ia)).findFirst().orElseThrow())
        .toList();
  }

  /** {@return the last query in turn or answer, ignoring rounds} */
  private Event lastButRounds() {
    return history.stream()
        .filter(event -> !(event instanceof Event.Round))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private boolean hasRoundSinceAsked() {
    boolean round = false;
    boolean asked = false;
    for (Event event : history) {
      round = event instanceof Event.Round || round && !(event instanceof Event.Asked);
      asked |= event instanceof Event.Asked;
    }
    return round || !asked;
  }

  private long dueMs(boolean afterAnAnswer) {
    long lastAskedMs = Long.MIN_VALUE;
    long dueMs = 0;
    for (Event event : history) {
      switch (event) {
        case Event.Asked asked -> {
          lastAskedMs = asked.atMs();
          dueMs = asked.atMs() + ROUND_MS;
        }
        case Event.Known known -> dueMs = known.atMs() + FIRST_ROUND_MS;
        case Event.Round(List<IsdAs> coreAses, boolean startsAgain, long atMs) ->
            dueMs =
                (coreAses.isEmpty() && lastAskedMs > Long.MIN_VALUE ? lastAskedMs : atMs)
                    + ROUND_MS;
        case Event.Answered answered -> {
          // Only the earlier queries count.
        }
      }
    }
    return afterAnAnswer ? lastAskedMs + FIRST_ROUND_MS : dueMs;
  }

  /** {@return the core ASes queried since the last time that all had been queried} */
  private List<IsdAs> inThisRotation() {
    List<IsdAs> rotation = new ArrayList<>();
    boolean answered = true;
    for (Event event : history) {
      switch (event) {
        case Event.Asked asked -> {
          if (answered || asked.startsAgain()) {
            rotation.clear();
          }
          answered = false;
          rotation.add(asked.coreAs());
        }
        case Event.Round(List<IsdAs> coreAses, boolean startsAgain, long atMs) -> {
          if (startsAgain) {
            rotation.clear();
          }
          answered = true;
          rotation.addAll(coreAses);
        }
        case Event.Answered one -> answered = true;
        case Event.Known known -> {
          // No core AS was queried.
        }
      }
    }
    return rotation;
  }

  void answered(long nowMs) {
    history.add(new Event.Answered(nowMs));
  }

  private void asked(IsdAs coreAs, List<Event.Asked> open, boolean inVain, long nowMs) {
    boolean startsAgain = open.isEmpty() || inVain && inTurn(open).contains(coreAs);
    history.add(new Event.Asked(coreAs, open.isEmpty() || inVain, startsAgain, nowMs));
  }

  /** {@return the core ASes queried in turn since the last answer} */
  private List<Event.Asked> open() {
    List<Event.Asked> open = new ArrayList<>();
    for (Event event : history) {
      switch (event) {
        case Event.Asked asked -> open.add(asked);
        case Event.Answered _, Event.Round _, Event.Known _ -> open.clear();
      }
    }
    return open;
  }

  private static boolean isInVain(List<Event.Asked> open, long nowMs) {
    if (open.isEmpty()) {
      return false;
    }
    long sinceMs = open.stream().filter(Event.Asked::startsTurn).toList().getLast().atMs();
    boolean repeated = open.getLast().atMs() != sinceMs;
    return nowMs - sinceMs >= (repeated ? IN_VAIN_MS : IN_VAIN_FOR_ONE_REQUEST_MS);
  }

  /** {@return the core ASes that had their turn, each once, most recent last} */
  private static List<IsdAs> inTurn(List<Event.Asked> open) {
    List<IsdAs> inTurn = new ArrayList<>();
    for (Event.Asked asked : open) {
      if (asked.startsAgain()) {
        inTurn.clear();
      }
      inTurn.remove(asked.coreAs());
      inTurn.add(asked.coreAs());
    }
    return inTurn;
  }

  private static PathSegment nextOf(List<PathSegment> ways, List<Event.Asked> open) {
    return ways.stream()
        .filter(way -> !inTurn(open).contains(way.firstIa()))
        .findFirst()
        .orElse(ways.getFirst());
  }
}
