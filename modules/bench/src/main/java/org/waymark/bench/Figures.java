package org.waymark.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a benchmark: its numbers, and a headline with a ratio that can be compared between
 * machines.
 *
 * @param goalMet whether the goal was met; true if there is none
 */
record Figures(String name, String headline, boolean goalMet, List<Figure> all) {
  Figures {
    all = List.copyOf(all);
  }

  /**
   * One number.
   *
   * @param key the name of the number, unique within its benchmark and ending with the unit
   */
  record Figure(String key, double value) {}

  /** Collects the numbers of a benchmark. */
  static final class Collected {
    private final List<Figure> all = new ArrayList<>();

    Collected add(String key, double value) {
      all.add(new Figure(key, value));
      return this;
    }

    Figures under(String name, String headline, boolean goalMet) {
      return new Figures(name, headline, goalMet, all);
    }
  }
}
