package org.waymark.cli.replay;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.StopSignals;
import org.waymark.cli.command.Terminal;
import org.waymark.cli.log.LogPlace;
import org.waymark.history.UnknownPastException;
import org.waymark.history.replay.LogReplaySource;
import org.waymark.history.replay.Replay;
import org.waymark.history.replay.ReplayChanges;
import org.waymark.history.replay.ReplayPace;
import org.waymark.history.replay.ReplaySource;
import org.waymark.history.replay.ReplayedStore;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SystemClock;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays a range of the log into a directory, and leaves records out on request. */
@Command(
    name = "replay",
    description = {
      "Replays a range of the log into a directory, as it was or with changes.",
      "The records are applied as by a replica. Every command about the past accepts the directory"
          + " with --store, and says in each answer that it is a replay, and of what; now is its"
          + " end. No replica uses it. A range that begins after the start of the log is replayed"
          + " from 26 h earlier, because its states depend on those records."
    },
    footer = "  waymark replay --without 4711 --into what-if --config deploy/waymark.toml",
    exitCodeList = {"0:replayed to the end", "1:stopped by SIGTERM or Ctrl-C", "2:error"})
public final class ReplayCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ReplayCommand.class);

  @Spec private CommandSpec spec;

  @Mixin private LogPlace place;

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      description =
          "The first moment whose state is needed: a UTC time, a time span before now such as -15m,"
              + " or an offset. Default: the start of the log.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      description = "The moment at which the replay ends. Default: now.")
  private String to;

  @Option(
      names = "--without",
      paramLabel = "OFFSET",
      split = ",",
      description =
          "Leaves out the records of the events topic with these offsets. All others keep their"
              + " offsets.")
  private List<Long> without = List.of();

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "The directory to fill, which must be empty or not exist.")
  private Path into;

  @Option(
      names = "--speed",
      paramLabel = "max|real|Nx",
      defaultValue = "max",
      description =
          "How fast to apply the records of the range: as fast as possible, at the pace of their"
              + " record times, or N times as fast as that. Default: ${DEFAULT-VALUE}.")
  private String speed;

  private final Clock clock = new SystemClock();
  private final CountDownLatch stop = new CountDownLatch(1);

  @Override
  public Integer call() {
    try (StopSignals _ = new StopSignals(stop::countDown)) {
      ReplayPace pace = ReplayPace.parse(speed);
      KafkaLocation location = place.location();
      ApplySettings settings = place.applySettings();
      try (EventLog eventLog = KafkaEventLog.open(location, clock)) {
        return replay(
            new LogReplaySource(eventLog, location.names(), clock.wallMs()), settings, pace);
      }
    } catch (StoreException | LogException | UnknownPastException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private int replay(ReplaySource source, ApplySettings settings, ReplayPace pace) {
    Replay replay =
        new Replay(
            source,
            source.range(Optional.ofNullable(from), Optional.ofNullable(to)),
            new ReplayChanges(new TreeSet<>(without), new TreeMap<>(), ""));
    PrintWriter err = spec.commandLine().getErr();
    ReplayProgress progress =
        new ReplayProgress(
            err, Terminal.isStandardError(), clock, replay.range().first(), replay.range().to());
    long[] reached = {replay.range().first()};
    boolean ended =
        replay.into(
            into,
            settings,
            FaultHandler.logging(log),
            new Replay.Course(
                pace,
                clock,
                this::sleep,
                next -> {
                  reached[0] = next;
                  progress.reached(next);
                  return stop.getCount() > 0;
                }));
    progress.ended(reached[0]);
    report(progress.perSecond(reached[0]));
    return ended ? ExitCode.YES : ExitCode.NO;
  }

  private boolean sleep(Duration time) {
    try {
      return !stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void report(long perSecond) {
    PrintWriter out = spec.commandLine().getOut();
    try (ReplayedStore replayed =
        ReplayedStore.open(into, FaultHandler.logging(log)).orElseThrow()) {
      replayed.warning().ifPresent(lost -> spec.commandLine().getErr().println("warning: " + lost));
      out.printf(Locale.ROOT, "%s, in %s%n", replayed.text(), into);
      StateDigest digest = replayed.digest(Topic.EVENTS);
      out.printf("digest %s  rows %d%n", digest.sum().hex(), digest.rows());
      out.printf(Locale.ROOT, "%,d records/s%n", perSecond);
      out.flush();
    }
  }
}
