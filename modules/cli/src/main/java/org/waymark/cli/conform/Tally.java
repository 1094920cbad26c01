package org.waymark.cli.conform;

/** Counts of cases. */
record Tally(int passed, int failed, int skipped) {
  static final Tally NONE = new Tally(0, 0, 0);

  Tally plus(Tally other) {
    return new Tally(passed + other.passed, failed + other.failed, skipped + other.skipped);
  }

  static Tally of(Findings findings) {
    if (!findings.differences().isEmpty()) {
      return new Tally(0, 1, 0);
    }
    return findings.skipped().isPresent() ? new Tally(0, 0, 1) : new Tally(1, 0, 0);
  }

  int cases() {
    return passed + failed + skipped;
  }

  @Override
  public String toString() {
    return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
  }
}
