package org.waymark.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a benchmark found: a headline that can be compared with other machines, since it is a ratio,
 * and the numbers behind it.
 *
 * @param goalMet whether the goal is met, true where there is none
 */
record Figures(String name, String headline, boolean goalMet, List<Figure> all) {
  Figures {
    all = List.copyOf(all);
  }

  /**
   * One number.
   *
   * @param key unique in its benchmark, with the unit at its end
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
