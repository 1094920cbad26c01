package org.waymark.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that runs the benchmarks of worlds. */
@Command(
    name = "world",
    description = {
      "Measures how fast worlds converge and how much memory a replica needs.",
      "The benchmark heap measures the memory of one idle replica in a separate process.",
      "The benchmark real measures 100 ASes with RocksDB and one Kafka broker.",
      "The benchmark refresh counts the events appended with and without refresh damping, in"
          + " virtual time.",
      "The benchmark virtual measures 1,000 ASes in memory, in virtual time."
    },
    footer = "  bench world --quick real")
final class WorldBenchmarkCommand implements Callable<Integer> {
  private static final List<WorldBenchmark> ALL =
      List.of(
          new ReplicaHeapBenchmark(),
          new RealWorldBenchmark(),
          new RefreshBenchmark(),
          new VirtualWorldBenchmark());

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Prints the figures as JSON.")
  private boolean json;

  @Option(
      names = "--quick",
      description = "Measures small worlds for a quick first look; the goals do not apply to them.")
  private boolean quick;

  @Parameters(
      paramLabel = "NAME",
      description = "The benchmarks to run: heap, real, refresh or virtual. Default: all.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    FiguresReport report =
        new FiguresReport(run(chosen(), quick ? WorldScale.QUICK : WorldScale.FULL, err), quick);
    spec.commandLine().getOut().println(json ? report.json() : report.text());
    return report.goalsMet() ? Bench.GOALS_MET : Bench.GOAL_MISSED;
  }

  private List<WorldBenchmark> chosen() {
    for (String name : names) {
      if (ALL.stream().noneMatch(one -> one.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "unknown world benchmark '" + name + "'");
      }
    }
    return names.isEmpty() ? ALL : ALL.stream().filter(one -> names.contains(one.name())).toList();
  }

  /**
   * Runs all selected benchmarks, one after another.
   *
   * @return their figures
   */
  static List<Figures> runAll(WorldScale scale, PrintWriter progress)
      throws IOException, InterruptedException {
    return run(ALL, scale, progress);
  }

  private static List<Figures> run(
      List<WorldBenchmark> chosen, WorldScale scale, PrintWriter progress)
      throws IOException, InterruptedException {
    List<Figures> found = new ArrayList<>();
    for (WorldBenchmark one : chosen) {
      found.add(one.run(scale, line -> progress.println("bench: " + line)));
    }
    return found;
  }
}
