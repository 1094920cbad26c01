package org.waymark.bench;

import java.util.Arrays;

/** The median and the range of the results of several rounds. */
record Median(double value, double least, double most) {
  /**
   * @throws IllegalArgumentException if there are no values
   */
  static Median of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values must not be empty");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double value =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(value, sorted[0], sorted[sorted.length - 1]);
  }
}
