package org.waymark.conform;

import org.waymark.conform.vector.Findings;

/** The number of cases that passed, failed and were skipped. */
public record CaseCounts(int passed, int failed, int skipped) {
  static final CaseCounts NONE = new CaseCounts(0, 0, 0);

  CaseCounts plus(CaseCounts other) {
    return new CaseCounts(passed + other.passed, failed + other.failed, skipped + other.skipped);
  }

  static CaseCounts of(Findings findings) {
    if (!findings.differences().isEmpty()) {
      return new CaseCounts(0, 1, 0);
    }
    return findings.skipped().isPresent() ? new CaseCounts(0, 0, 1) : new CaseCounts(1, 0, 0);
  }

  public int cases() {
    return passed + failed + skipped;
  }

  @Override
  public String toString() {
    return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
  }
}
