package org.waymark.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * Whom a server asks for one destination, as an oracle: everything that happened is kept, and
 * looked through each time.
 */
final class AskedInTurn {
  private static final long IN_VAIN_MS = 2_000;
  private static final long IN_VAIN_FOR_ONE_REQUEST_MS = 3_000;
  private static final long AGAIN_MS = 10_000;

  private final List<Event> history = new ArrayList<>();

  private sealed interface Event {
    long atMs();

    /** A core AS was asked. */
    record Asked(IsdAs coreAs, boolean again, boolean startsTurn, boolean startsRound, long atMs)
        implements Event {}

    /** A request was answered. */
    record Answered(long atMs) implements Event {}

    /** It counted as asked for, and nobody was asked. */
    record Counted(long atMs) implements Event {}
  }

  /**
   * {@return over which a request is sent for which nothing was found}
   *
   * @param ways all there are, the best first, at least one
   */
  PathSegment ask(List<PathSegment> ways, long nowMs) {
    List<Event> open = open();
    boolean inVain = isInVain(open, nowMs);
    PathSegment over;
    if (open.isEmpty()) {
      over = ways.getFirst();
    } else if (inVain) {
      over = nextOf(ways, open);
    } else if (round(open).size() == 1) {
      over = ways.getFirst();
    } else {
      IsdAs last = round(open).getLast();
      over =
          ways.stream()
              .filter(way -> way.firstIa().equals(last))
              .findFirst()
              .orElse(ways.getFirst());
    }
    asked(over.firstIa(), false, open, inVain, nowMs);
    return over;
  }

  /** A request that waited was sent over a segment that came. */
  void sentOver(PathSegment segment, long nowMs) {
    List<Event> open = open();
    asked(segment.firstIa(), false, open, isInVain(open, nowMs), nowMs);
  }

  /** {@return over which a request is sent that was answered from what is remembered} */
  Optional<PathSegment> askAgain(List<PathSegment> ways, long nowMs) {
    boolean early =
        history.stream()
            .filter(event -> !(event instanceof Event.Answered))
            .anyMatch(event -> nowMs - event.atMs() < AGAIN_MS);
    boolean never = history.stream().allMatch(event -> event instanceof Event.Answered);
    if (early) {
      return Optional.empty();
    }
    List<Event> open = open();
    history.add(new Event.Counted(nowMs));
    if (never || ways.isEmpty()) {
      return Optional.empty();
    }
    PathSegment over = open.isEmpty() ? ways.getFirst() : nextOf(ways, open);
    asked(over.firstIa(), true, open, true, nowMs);
    return Optional.of(over);
  }

  void answered(long nowMs) {
    history.add(new Event.Answered(nowMs));
  }

  private void asked(IsdAs coreAs, boolean again, List<Event> open, boolean inVain, long nowMs) {
    boolean startsRound = open.isEmpty() || inVain && round(open).contains(coreAs);
    history.add(new Event.Asked(coreAs, again, open.isEmpty() || inVain, startsRound, nowMs));
  }

  /** {@return what happened since somebody was asked first after the last answer} */
  private List<Event> open() {
    List<Event> open = new ArrayList<>();
    for (Event event : history) {
      switch (event) {
        case Event.Asked asked -> open.add(asked);
        case Event.Answered answered -> {
          boolean again =
              asks(open).stream().reduce((a, b) -> b).filter(Event.Asked::again).isPresent();
          if (!again) {
            open.clear();
          }
        }
        case Event.Counted counted -> {
          if (!open.isEmpty()) {
            open.add(counted);
          }
        }
      }
    }
    return open;
  }

  private static List<Event.Asked> asks(List<Event> events) {
    return events.stream()
        .filter(Event.Asked.class::isInstance)
        .map(Event.Asked.class::cast)
        .toList();
  }

  private static boolean isInVain(List<Event> open, long nowMs) {
    if (open.isEmpty()) {
      return false;
    }
    long sinceMs = asks(open).stream().filter(Event.Asked::startsTurn).toList().getLast().atMs();
    boolean repeated = open.getLast().atMs() != sinceMs;
    return nowMs - sinceMs >= (repeated ? IN_VAIN_MS : IN_VAIN_FOR_ONE_REQUEST_MS);
  }

  /** {@return who was asked in this round, each once, the last one last} */
  private static List<IsdAs> round(List<Event> open) {
    List<IsdAs> round = new ArrayList<>();
    for (Event.Asked asked : asks(open)) {
      if (asked.startsRound()) {
        round.clear();
      }
      round.remove(asked.coreAs());
      round.add(asked.coreAs());
    }
    return round;
  }

  private static PathSegment nextOf(List<PathSegment> ways, List<Event> open) {
    return ways.stream()
        .filter(way -> !round(open).contains(way.firstIa()))
        .findFirst()
        .orElse(ways.getFirst());
  }
}
