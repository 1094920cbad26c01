package org.waymark.faults.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.Suite;

/**
 * The result of one run, or the sum of the results of consecutive runs.
 *
 * @param seed the seed of the command
 * @param first the number of the first run
 * @param last the number of the last run
 * @param counts the number of times each event happened, by counter name; empty unless all promises
 *     were kept
 * @param detail the reason why the run broke a promise or is invalid; empty if it kept all promises
 */
record RunResult(
    String suite,
    long seed,
    long first,
    long last,
    Outcome outcome,
    Map<String, Long> counts,
    String detail,
    long durationMs) {
  /**
   * Performs a run. {@return its result}
   *
   * @param seed the seed of the command
   */
  static RunResult of(Suite suite, long seed, Run run) {
    long startNs = System.nanoTime();
    Outcome outcome = Outcome.KEPT;
    Map<String, Long> counts = Map.of();
    String detail = "";
    try {
      counts = new TreeMap<>(suite.run(run));
    } catch (InvalidRunException invalid) {
      outcome = Outcome.INVALID;
      detail = invalid.getMessage();
    } catch (BrokenPromiseException broken) {
      outcome = Outcome.BROKEN;
      detail = broken.getMessage();
    } catch (Throwable unexpected) {
      // Whatever else is thrown is a crash of the product or of the suite, and both fail the run.
      outcome = Outcome.BROKEN;
      detail = Promise.NO_CRASH + ": " + stackTrace(unexpected);
    }
    return new RunResult(
        suite.name(),
        seed,
        run.number(),
        run.number(),
        outcome,
        counts,
        detail,
        (System.nanoTime() - startNs) / 1_000_000);
  }

  /** {@return the number of runs} */
  long runs() {
    return last - first + 1;
  }

  /** {@return whether the other result follows this one, and both kept all promises} */
  boolean isContinuedBy(RunResult other) {
    return suite.equals(other.suite)
        && seed == other.seed
        && last + 1 == other.first
        && outcome == Outcome.KEPT
        && other.outcome == Outcome.KEPT;
  }

  /** {@return the sum of this result and the one that follows it} */
  RunResult and(RunResult other) {
    Map<String, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((name, count) -> sum.merge(name, count, Long::sum));
    return new RunResult(
        suite, seed, first, other.last, outcome, sum, "", durationMs + other.durationMs);
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
