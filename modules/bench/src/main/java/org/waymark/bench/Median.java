package org.waymark.bench;

import java.util.Arrays;

/** The middle of what several rounds gave, with how far they were apart. */
record Median(double value, double least, double most) {
  /**
   * @throws IllegalArgumentException when there is nothing
   */
  static Median of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the median of nothing");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double value =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(value, sorted[0], sorted[sorted.length - 1]);
  }
}
