package org.waymark.bench;

import java.io.IOException;

/** A benchmark that compares Waymark with a floor. */
interface Benchmark {
  /** {@return the name by which the benchmark is selected} */
  String name();

  /**
   * Runs the benchmark.
   *
   * @param bed the test bed shared by all benchmarks of the run; this benchmark's log is named
   *     after it
   * @return the figures
   * @throws InvalidRunException if the figures would be meaningless
   */
  Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException;
}
