package org.waymark.faults;

import java.util.Map;

/**
 * A group of runs that inject the same kind of fault. The number of a run and the seed of the
 * command determine what the run does, so that a failed run can be repeated.
 *
 * <p>Runs of a suite follow one another on one thread.
 */
public interface Suite {
  /** {@return the name by which the suite is selected, in lower case} */
  String name();

  /** {@return the number of runs of the given size} */
  long runs(Size size);

  /**
   * The minimum counts that all runs of a size together must reach, by counter name. A suite with
   * lower counts is invalid, because a fault that was never injected proves nothing.
   */
  Map<String, Long> floors(Size size);

  /**
   * Performs one run.
   *
   * @return the number of times each event happened, by counter name
   * @throws BrokenPromiseException if the run broke a promise
   * @throws InvalidRunException if a planned fault did not happen
   */
  Map<String, Long> run(Run run) throws Exception;
}
