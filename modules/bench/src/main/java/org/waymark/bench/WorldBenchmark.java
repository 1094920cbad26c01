package org.waymark.bench;

import java.io.IOException;
import java.util.function.Consumer;

/** A benchmark that runs worlds. */
interface WorldBenchmark {
  /** The seed of the generated networks, of the keys and of the runs in virtual time. */
  long SEED = 1;

  /** {@return the name by which the benchmark is selected} */
  String name();

  /**
   * Runs the benchmark.
   *
   * @param progress a consumer of progress lines
   * @return the figures
   * @throws InvalidRunException if the figures would be meaningless
   */
  Figures run(WorldScale scale, Consumer<String> progress) throws IOException, InterruptedException;
}
