package org.waymark.bench;

import java.io.IOException;

/** One comparison of Waymark with its floor. */
interface Benchmark {
  /** {@return the name it is asked for by} */
  String name();

  /**
   * {@return what it found}
   *
   * @param bed of all benchmarks of the run; this one's log has its name
   * @throws InvalidRunException when the figures would mean nothing
   */
  Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException;
}
