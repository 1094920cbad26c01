package org.waymark.faults;

import java.util.List;

/** The suites in the order in which they run. */
final class Suites {
  static final List<Suite> ALL = List.of();

  private Suites() {}
}
