package org.waymark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.waymark.log.Topic;
import org.waymark.runtime.FileTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.SegmentQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures how fast history is written and read. */
@Command(
    name = "history",
    description = {
      "Measures how fast history is written and read.",
      "The first run creates a log and folds it into a store; later runs reuse both.",
      "Creating the full log of 10 million events takes half an hour and 40 GB of disk space."
    },
    footer = "  bench history --events 100000")
final class HistoryBenchmarkCommand implements Callable<Integer> {
  private static final int LEAST_EVENTS = 50_000;
  @Spec private CommandSpec spec;

  /**
   * The amount of work in a run.
   *
   * @param events the number of events in the log
   * @param folded the number of events that are folded in each way, to compare the ways
   * @param rounds the number of rounds of these folds
   * @param serving the scale of serving while history is read
   */
  record Work(long events, long folded, int rounds, Scale serving) {
    private static final long MAX_FOLDED = 300_000;

    static Work full(long events) {
      return new Work(events, Math.min(MAX_FOLDED, events), 3, Scale.FULL);
    }
  }

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "The number of events in the log, at least 50,000. Default: ${DEFAULT-VALUE}.")
  private long events = 10_000_000;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "The directory in which to keep the log and the store. Default: ~/.cache/waymark/bench.")
  private Path cache = Path.of(System.getProperty("user.home"), ".cache", "waymark", "bench");

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (events < LEAST_EVENTS) {
      throw new ParameterException(
          spec.commandLine(), "--events must be at least " + LEAST_EVENTS + ", got " + events);
    }
    Consumer<String> progress = line -> spec.commandLine().getErr().println("bench: " + line);
    List<HistoryFigure> figures = run(cache, Work.full(events), progress);
    spec.commandLine().getOut().print(HistoryFigure.table(figures));
    spec.commandLine().getOut().flush();
    return figures.stream().allMatch(HistoryFigure::isMet) ? Bench.GOALS_MET : Bench.GOAL_MISSED;
  }

  /** {@return the figures for a log with the given number of events} */
  static List<HistoryFigure> run(Path cache, Work work, Consumer<String> progress)
      throws IOException, InterruptedException {
    long events = work.events();
    HistoryLog log = HistoryLog.in(cache, events, progress);
    Path folder = folded(log, cache, progress);
    List<HistoryFigure> figures = new ArrayList<>();
    try (Store store =
        Store.openExisting(folder, HistoryLogMaker.settings(), HistoryBenchmarkCommand::fail)
            .orElseThrow()) {
      progress.accept("history: asking");
      figures.addAll(new HistoryQuestions(store, events).all());
      figures.add(HistoryFigure.plain("store, bytes per event", (double) bytes(folder) / events));
      figures.add(
          HistoryFigure.plain("store, bytes per key", (double) bytes(folder) / keys(store)));
      figures.add(
          HistoryFigure.plain("log, bytes per event", (double) Files.size(log.file()) / events));
    }
    figures.addAll(folds(log, work, cache, progress));
    figures.add(ServingWhileReading.measure(work.serving(), progress));
    return figures;
  }

  private static void fail(String what, Throwable cause) {
    throw new IllegalStateException(what, cause);
  }

  /**
   * {@return the folder with the store of the log} The log is folded if the store does not exist
   * yet.
   */
  private static Path folded(HistoryLog log, Path cache, Consumer<String> progress)
      throws IOException {
    Path folder =
        cache.resolve("history-%d-store-%d".formatted(log.events(), ApplyVersion.CURRENT_NUMBER));
    if (Files.exists(folder)) {
      return folder;
    }
    progress.accept("history: folding the log into " + folder);
    Path part = cache.resolve(folder.getFileName() + ".part");
    FileTree.delete(part);
    long startNs = System.nanoTime();
    try (Store store =
        Store.openRocks(part, HistoryLogMaker.settings(), HistoryBenchmarkCommand::fail)) {
      log.read(
          batch -> {
            store.apply(Topic.EVENTS, batch);
            long next = batch.getLast().offset() + 1;
            if (next % (log.events() / 10) < HistoryLog.BATCH) {
              double perSecond = next / Elapsed.secondsSince(startNs);
              progress.accept("history: %d events, %.0f events/s".formatted(next, perSecond));
            }
          });
      store.caughtUp();
    }
    Files.move(part, folder);
    return folder;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  private static long keys(Store store) {
    try (HistoryView history = store.history()) {
      return Stream.of(SegmentType.values())
          .mapToLong(
              type -> history.segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE)).size())
          .sum();
    }
  }

  private static List<HistoryFigure> folds(
      HistoryLog log, Work work, Path cache, Consumer<String> progress)
      throws IOException, InterruptedException {
    int rounds = work.rounds();
    HistoryFold fold = new HistoryFold(log, work.folded(), cache.resolve("history-fold"));
    Path keptRows = cache.resolve("history-fold-rows");
    progress.accept("history: saving the rows of a fold");
    fold.keepRows(keptRows);
    double[] with = new double[rounds];
    double[] toSame = new double[rounds];
    double[] toBare = new double[rounds];
    double[] toWithout = new double[rounds];
    double[] same = new double[rounds];
    double[] bare = new double[rounds];
    double[] without = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      progress.accept("history: folds, round %d of %d".formatted(round + 1, rounds));
      bare[round] = fold.bare();
      same[round] = fold.sameRows(keptRows);
      without[round] = fold.withoutHistory();
      with[round] = fold.full();
      toSame[round] = with[round] / same[round];
      toBare[round] = with[round] / bare[round];
      toWithout[round] = with[round] / without[round];
    }
    Files.delete(keptRows);
    return List.of(
        HistoryFigure.plain("apply, events per s", Median.of(with).value()),
        HistoryFigure.share(
            "replay, share of writing the same rows",
            Median.of(same).value(),
            0.5,
            Median.of(toSame).value()),
        HistoryFigure.plain(
            "replay, share of writing the records alone", Median.of(toBare).value()),
        HistoryFigure.share(
            "apply, share of apply without history",
            Median.of(without).value(),
            0.6,
            Median.of(toWithout).value()));
  }
}
