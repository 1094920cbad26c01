package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A nondeterministic automaton over the hops of a path. It has a few states for each hop predicate
 * and operator. Reading a path takes time proportional to the number of states times the number of
 * hops, no matter how the operators are nested.
 */
final class HopAutomaton {
  private final List<State> states;
  private final Fragment whole;

  private HopAutomaton(List<State> states, Fragment whole) {
    this.states = states;
    this.whole = whole;
  }

  /** A part of an automaton. Hops that the part matches lead from its first state to its last. */
  record Fragment(int from, int to) {}

  private sealed interface State {}

  /** A state that leads to any of the given states without consuming a hop. */
  private record Free(List<Integer> to) implements State {}

  /** A state that consumes a hop that the predicate matches. */
  private record Taking(HopPredicate predicate, int to) implements State {}

  /** Builds an automaton from fragments. Not thread-safe. */
  static final class Builder {
    private final List<State> states = new ArrayList<>();

    Fragment one(HopPredicate predicate) {
      int to = free();
      states.add(new Taking(predicate, to));
      return new Fragment(states.size() - 1, to);
    }

    Fragment then(Fragment first, Fragment second) {
      connect(first.to(), second.from());
      return new Fragment(first.from(), second.to());
    }

    Fragment either(Fragment one, Fragment other) {
      Fragment around = new Fragment(free(), free());
      for (Fragment inner : List.of(one, other)) {
        connect(around.from(), inner.from());
        connect(inner.to(), around.to());
      }
      return around;
    }

    Fragment optional(Fragment inner) {
      Fragment around = around(inner);
      connect(around.from(), around.to());
      return around;
    }

    Fragment repeated(Fragment inner) {
      Fragment around = around(inner);
      connect(around.to(), around.from());
      return around;
    }

    private Fragment around(Fragment inner) {
      Fragment around = new Fragment(free(), free());
      connect(around.from(), inner.from());
      connect(inner.to(), around.to());
      return around;
    }

    private int free() {
      states.add(new Free(new ArrayList<>()));
      return states.size() - 1;
    }

    private void connect(int from, int to) {
      switch (states.get(from)) {
        case Free(List<Integer> next) -> next.add(to);
        case Taking taking -> throw new IllegalStateException("state " + from + " consumes a hop");
      }
    }

    HopAutomaton build(Fragment whole) {
      return new HopAutomaton(List.copyOf(states), whole);
    }
  }

  /** {@return whether the automaton matches all hops, in order} */
  boolean matches(List<PathHop> hops) {
    BitSet reached = new BitSet(states.size());
    reach(whole.from(), reached);
    for (PathHop hop : hops) {
      BitSet next = new BitSet(states.size());
      reached.stream()
          .forEach(
              state -> {
                if (states.get(state) instanceof Taking(HopPredicate predicate, int to)
                    && predicate.matches(hop)) {
                  reach(to, next);
                }
              });
      reached = next;
    }
    return reached.get(whole.to());
  }

  /** Adds a state and all states to which it leads without a hop. */
  private void reach(int state, BitSet reached) {
    List<Integer> open = new ArrayList<>(List.of(state));
    while (!open.isEmpty()) {
      int at = open.removeLast();
      if (!reached.get(at)) {
        reached.set(at);
        if (states.get(at) instanceof Free(List<Integer> to)) {
          open.addAll(to);
        }
      }
    }
  }
}
