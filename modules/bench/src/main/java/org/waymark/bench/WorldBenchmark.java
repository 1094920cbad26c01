package org.waymark.bench;

import java.io.IOException;
import java.util.function.Consumer;

/** One thing that is measured of worlds. */
interface WorldBenchmark {
  /** Of the networks that are drawn, the keys and the runs in virtual time. */
  long SEED = 1;

  /** {@return the name it is asked for by} */
  String name();

  /**
   * {@return what it found}
   *
   * @param progress told what is being done, in lines
   * @throws InvalidRunException when the figures would mean nothing
   */
  Figures run(WorldScale scale, Consumer<String> progress) throws IOException, InterruptedException;
}
