package org.waymark.bench;

import java.io.IOException;
import java.util.Locale;

/** The durations of two sides that took turns, and the ratios of the pairs. */
record Pairs(Median ms, Median floorMs, Median ratio) {
  /** Measures one side once. */
  @FunctionalInterface
  interface Side {
    /** {@return the duration in milliseconds} */
    double ms() throws IOException, InterruptedException;
  }

  /** Measures both sides alternately, after one unmeasured turn of each. */
  static Pairs measure(int pairs, Side measured, Side floor)
      throws IOException, InterruptedException {
    measured.ms();
    floor.ms();
    double[] ms = new double[pairs];
    double[] floorMs = new double[pairs];
    double[] ratios = new double[pairs];
    for (int pair = 0; pair < pairs; pair++) {
      ms[pair] = measured.ms();
      floorMs[pair] = floor.ms();
      ratios[pair] = ms[pair] / floorMs[pair];
    }
    return new Pairs(Median.of(ms), Median.of(floorMs), Median.of(ratios));
  }

  /** Adds the figures, under keys that start with the name of what was measured. */
  void addTo(Figures.Collected figures, String what) {
    figures
        .add(what + "-ms", ms.value())
        .add(what + "-floor-ms", floorMs.value())
        .add(what + "-ratio", ratio.value())
        .add(what + "-least-ratio", ratio.least())
        .add(what + "-greatest-ratio", ratio.most());
  }

  /** {@return the median duration and ratio as text} */
  String text() {
    return String.format(
        Locale.ROOT,
        "%.0f ms, %.1f times its floor of %.0f ms",
        ms.value(),
        ratio.value(),
        floorMs.value());
  }
}
