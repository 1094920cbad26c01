package org.waymark.faults.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.waymark.faults.Run;
import org.waymark.faults.Suite;

/** Performs the runs of one suite that no earlier command has completed. */
final class SuiteRun {
  private final Suite suite;
  private final long seed;
  private final Path directory;
  private final PrintWriter progress;

  SuiteRun(Suite suite, long seed, Path directory, PrintWriter progress) {
    this.suite = suite;
    this.seed = seed;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Performs runs. {@return the tally of these runs and of the runs that had been completed
   * earlier}
   */
  SuiteTally perform(long first, long end, ResultsFile results) throws IOException {
    SuiteTally tally = new SuiteTally();
    for (RunResult earlier : results.of(suite.name(), seed)) {
      tally.add(earlier);
    }
    for (long number = first; number < end; number++) {
      if (!results.contains(suite.name(), seed, number)) {
        RunResult result = perform(number);
        results.add(result);
        tally.add(result);
      }
    }
    return tally;
  }

  private RunResult perform(long number) throws IOException {
    long runSeed = seedOf(number);
    Path own = Files.createDirectories(directory.resolve(suite.name() + "-" + number));
    RunResult result = RunResult.of(suite, seed, new Run(number, runSeed, own));
    if (result.outcome() == Outcome.KEPT) {
      delete(own);
    } else {
      progress.printf(
          "faults: %s: run %d (seed %d) %s: %s%n        its files are in %s%n",
          suite.name(), number, seed, result.outcome().text(), result.detail(), own);
    }
    return result;
  }

  private long seedOf(long number) {
    return new SplittableRandom(seed * 1_000_003 + number * 31 + suite.name().hashCode())
        .nextLong();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path one : deepestFirst) {
        Files.delete(one);
      }
    }
  }
}
