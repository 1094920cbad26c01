package org.waymark.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that runs the JMH microbenchmarks. */
@Command(
    name = "jmh",
    description = "Runs the JMH microbenchmarks.",
    footer = "  bench jmh --quick")
final class JmhCommand implements Callable<Integer> {
  private static final int WARM_UPS = 5;
  private static final int MEASUREMENTS = 5;

  @Option(names = "--quick", description = "Takes a single short measurement in this process.")
  private boolean quick;

  @Parameters(
      paramLabel = "REGEX",
      arity = "0..1",
      defaultValue = ".*",
      description = "A regular expression that selects benchmarks by name. Default: all.")
  private String regex = ".*";

  @Override
  public Integer call() throws RunnerException {
    int results =
        new Runner(options(regex, quick ? 1 : MEASUREMENTS, 1_000, !quick).build()).run().size();
    return results > 0 ? Bench.GOALS_MET : Bench.NO_FIGURES;
  }

  /**
   * Builds the options for JMH.
   *
   * @return the options
   */
  static ChainedOptionsBuilder options(
      String regex, int iterations, long iterationMs, boolean fork) {
    return new OptionsBuilder()
        .include(regex)
        .forks(fork ? 1 : 0)
        .warmupIterations(fork ? WARM_UPS : 1)
        .warmupTime(TimeValue.milliseconds(iterationMs))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMs))
        .timeUnit(TimeUnit.MICROSECONDS)
        .shouldFailOnError(true);
  }
}
