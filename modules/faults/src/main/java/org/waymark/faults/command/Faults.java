package org.waymark.faults.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.LoggerFactory;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.log.kafka.Lz4Library;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command run by {@code tools/faults}. */
@Command(
    name = "faults",
    description =
        "Injects faults into replicas, brokers and disks, and checks that every guarantee still"
            + " holds.",
    footerHeading = "%nExample:%n",
    footer = "  faults --ci files poison",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all runs kept all promises",
      "1:a run broke a promise",
      "2:wrong usage, or a run or a suite that proves nothing"
    })
public final class Faults implements Callable<Integer> {
  /** The exit code if a run broke a promise. */
  static final int BROKEN = 1;

  /** The exit code if a run or a suite proves nothing. */
  static final int INVALID = 2;

  /** Suites that mostly wait for processes leave a processor to those that mostly calculate. */
  private static final int SUITES_AT_ONCE = 2;

  /** The size of the suites. */
  static final class SizeOption {
    @Option(
        names = "--ci",
        description =
            "Performs the runs that are short enough for every build. This is the default.")
    boolean ci;

    @Option(
        names = "--release",
        description = "Performs the larger set of runs that is required for a release.")
    boolean release;

    @Option(
        names = "--runs",
        paramLabel = "FIRST-LAST",
        description =
            "Performs only the runs with these numbers, such as 0-9, and does not "
                + "check that each kind of fault happened often enough.")
    RunRange runs;
  }

  @Spec private CommandSpec spec;

  @ArgGroup private SizeOption size = new SizeOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed that determines all random choices. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "The file in which to record results. Runs whose results are already in the "
              + "file are skipped. A command without --runs condenses the file at its end.")
  private Path resume;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "The directory for files that the runs create. Default: a temporary directory.")
  private Path directory;

  @Parameters(paramLabel = "SUITE", description = "The suites to run. Default: all.")
  private List<String> names = new ArrayList<>();

  private final List<Suite> all;

  Faults(List<Suite> all) {
    this.all = all;
  }

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    quiet();
    Lz4Library.prepare();
    System.exit(commandLine(Suites.ALL).execute(arguments));
  }

  static CommandLine commandLine(List<Suite> suites) {
    CommandLine line = new CommandLine(new Faults(suites));
    line.registerConverter(RunRange.class, RunRange::parse);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    return line;
  }

  /**
   * Silences brokers and replicas. They report every fault that the suites inject, which would make
   * up most of the output.
   */
  private static void quiet() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("ROOT").setLevel(Level.OFF);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ResultsFile results = new ResultsFile(Optional.ofNullable(resume));
    Path files = directory == null ? Files.createTempDirectory("waymark-faults-") : directory;
    Size full = size.release ? Size.RELEASE : Size.CI;
    List<Callable<Integer>> suites =
        chosen(full).stream()
            .<Callable<Integer>>map(suite -> () -> perform(suite, full, files, results))
            .toList();
    int exitCode = CommandLine.ExitCode.OK;
    try (ExecutorService threads = Executors.newFixedThreadPool(SUITES_AT_ONCE)) {
      for (Future<Integer> suite : threads.invokeAll(suites)) {
        exitCode = worse(exitCode, suite.get());
      }
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
    if (size.runs == null) {
      results.condense();
    }
    return exitCode;
  }

  private int perform(Suite suite, Size full, Path files, ResultsFile results) throws IOException {
    RunRange range = size.runs == null ? RunRange.first(suite.runs(full)) : size.runs;
    SuiteTally tally =
        new SuiteRun(suite, seed, files, spec.commandLine().getErr())
            .perform(range.first(), range.end(), results);
    List<String> missing = size.runs == null ? tally.below(suite.floors(full)) : List.of();
    spec.commandLine().getOut().println(new SuiteLine(suite.name(), tally, missing).text());
    return exitCode(tally, missing);
  }

  private static int exitCode(SuiteTally tally, List<String> missing) {
    if (tally.of(Outcome.BROKEN) > 0) {
      return BROKEN;
    }
    return tally.of(Outcome.INVALID) > 0 || !missing.isEmpty() || tally.runs() == 0
        ? INVALID
        : CommandLine.ExitCode.OK;
  }

  /**
   * Chooses the worse of two exit codes. A broken promise is worse than a suite that proves
   * nothing.
   */
  private static int worse(int one, int other) {
    return one == BROKEN || other == BROKEN ? BROKEN : Math.max(one, other);
  }

  /** {@return the named suites; if no suites are named, all suites that have runs of this size} */
  private List<Suite> chosen(Size full) {
    for (String name : names) {
      if (all.stream().noneMatch(suite -> suite.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "unknown suite '%s': the suites are %s"
                .formatted(name, String.join(", ", all.stream().map(Suite::name).toList())));
      }
    }
    return names.isEmpty()
        ? all.stream().filter(suite -> suite.runs(full) > 0).toList()
        : all.stream().filter(suite -> names.contains(suite.name())).toList();
  }
}
