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
 * The result of one run.
 *
 * @param counts the number of times each event happened, by counter name; empty unless all promises
 *     were kept
 * @param detail the reason why the run broke a promise or is invalid; empty if it kept all promises
 */
record RunResult(
    String suite,
    long number,
    Outcome outcome,
    Map<String, Long> counts,
    String detail,
    long durationMs) {
  /** Performs a run. {@return its result} */
  static RunResult of(Suite suite, Run run) {
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
        run.number(),
        outcome,
        counts,
        detail,
        (System.nanoTime() - startNs) / 1_000_000);
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
