package org.waymark.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import org.waymark.log.kafka.Lz4Library;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command run by {@code tools/bench}. */
@Command(
    name = "bench",
    description = {
      "Measures whole replicas, and compares them with minimal baselines measured in the same "
          + "run.",
      "visible measures the time from a registration until another replica serves the segment.",
      "lookup measures replies over UDP, and lookup-wide the same with so many destinations that"
          + " their answers fit into no memory. The baseline is a bare echo server.",
      "codec measures encoding, decoding and visiting a reply. The baseline is copying its bytes.",
      "register measures how many segments per second are registered. The baseline is bare"
          + " verification of their signatures; for segments of one tree, it is register.",
      "replay measures a rebuild of the store. The baseline is a Kafka consumer that writes the"
          + " same rows.",
      "store measures reads and writes of rows. The baseline is RocksDB's own Java interface.",
      "start measures the start of a replica. The baseline is a JVM that opens the same database.",
      "memory measures the memory of a replica, beside the bytes of its segments.",
      "cli measures waymark --help and waymark ask. The baseline is a JVM that prints a line."
    },
    footer = "  bench --quick lookup",
    scope = ScopeType.INHERIT,
    footerHeading = "%nExample:%n",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:figures were measured, and all goals met",
      "1:figures were measured, but a goal was missed",
      "2:there are no figures: wrong usage, or an invalid run that did too little work or lost an"
          + " answer"
    },
    subcommands = {
      JmhCommand.class,
      WorldBenchmarkCommand.class,
      HistoryBenchmarkCommand.class,
      ReportCommand.class
    })
public final class Bench implements Callable<Integer> {
  /** The exit code if figures were measured and every goal was met. */
  static final int GOALS_MET = 0;

  /** The exit code if figures were measured and a goal was missed. */
  static final int GOAL_MISSED = 1;

  /** The exit code if there are no figures. */
  static final int NO_FIGURES = 2;

  /** The system property with the path of {@code tools/waymark}. */
  private static final String WAYMARK = "org.waymark.bench.waymark";

  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      description = "Prints the figures as one line of JSON, for bench report.")
  private boolean json;

  @Option(
      names = "--quick",
      description =
          "Does less work, for a quick first look; the figures are not comparable with those of"
              + " a full run.")
  private boolean quick;

  @Parameters(
      paramLabel = "NAME",
      description =
          "The benchmarks to run: visible, lookup, lookup-wide, codec, register, replay, store,"
              + " start, memory or cli. Default: all.")
  private List<String> names = new ArrayList<>();

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    quietKafka();
    Lz4Library.prepare();
    CommandLine line = new CommandLine(new Bench());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(line.setExecutionExceptionHandler(Bench::report).execute(arguments));
  }

  /**
   * Silences brokers and clients, because they log a lot of messages when they are stopped
   * deliberately.
   */
  private static void quietKafka() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("kafka").setLevel(Level.OFF);
    context.getLogger("org.apache.kafka").setLevel(Level.OFF);
    context.getLogger("org.waymark").setLevel(Level.ERROR);
  }

  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult result) {
    if (failure instanceof InvalidRunException) {
      line.getErr().println("bench: the run is invalid: " + failure.getMessage());
    } else {
      failure.printStackTrace(line.getErr());
    }
    return NO_FIGURES;
  }

  private static List<Benchmark> all(List<String> waymark) {
    return List.of(
        new VisibleBenchmark(),
        LookupBenchmark.HOT,
        LookupBenchmark.WIDE,
        new CodecBenchmark(),
        new RegisterBenchmark(),
        new ReplayBenchmark(),
        new StoreBenchmark(),
        new StartBenchmark(waymark),
        new MemoryBenchmark(waymark),
        new CommandsBenchmark(waymark));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    FiguresReport report =
        new FiguresReport(run(chosen(), quick ? Scale.QUICK : Scale.FULL, err), quick);
    out.println(json ? report.json() : report.text());
    return report.goalsMet() ? GOALS_MET : GOAL_MISSED;
  }

  private List<Benchmark> chosen() {
    List<Benchmark> all = all(List.of(System.getProperty(WAYMARK, "waymark")));
    for (String name : names) {
      if (all.stream().noneMatch(one -> one.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "unknown benchmark '" + name + "'");
      }
    }
    return names.isEmpty() ? all : all.stream().filter(one -> names.contains(one.name())).toList();
  }

  /**
   * Runs all selected benchmarks, one after another.
   *
   * @param waymark the command that runs {@code waymark}
   * @return their figures
   */
  static List<Figures> runAll(Scale scale, List<String> waymark, PrintWriter progress)
      throws IOException, InterruptedException {
    return run(all(waymark), scale, progress);
  }

  private static List<Figures> run(List<Benchmark> chosen, Scale scale, PrintWriter progress)
      throws IOException, InterruptedException {
    List<Figures> found = new ArrayList<>();
    try (Testbed bed = Testbed.start(scale, line -> progress.println("bench: " + line))) {
      for (Benchmark one : chosen) {
        found.add(one.run(bed, scale));
      }
    }
    return found;
  }
}
