package org.waymark.cli.log;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.StopSignals;
import org.waymark.cli.command.Terminal;
import org.waymark.history.replay.Replay;
import org.waymark.history.replay.ReplayPace;
import org.waymark.history.replay.ReplayedStore;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;
import picocli.CommandLine;

/**
 * Runs a replay for a command: shows its progress, stops it at a signal, and reports the result.
 */
public final class ReplayRun {
  private static final Logger log = LoggerFactory.getLogger(ReplayRun.class);

  private final PrintWriter out;
  private final PrintWriter err;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);

  public ReplayRun(CommandLine command, Clock clock) {
    out = command.getOut();
    err = command.getErr();
    this.clock = clock;
  }

  /**
   * Runs the replay.
   *
   * @return true if the replay was completed, false if it was stopped
   */
  public boolean into(Path directory, Replay replay, ApplySettings settings, ReplayPace pace) {
    long first = replay.range().first();
    ReplayProgress progress =
        new ReplayProgress(err, Terminal.isStandardError(), clock, first, replay.range().to());
    long[] reached = {first};
    try (StopSignals _ = new StopSignals(stop::countDown)) {
      boolean ended =
          replay.into(
              directory,
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
      report(directory, progress.perSecond(reached[0]));
      return ended;
    }
  }

  private boolean sleep(Duration time) {
    try {
      return !stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void report(Path directory, long perSecond) {
    try (ReplayedStore replayed =
        ReplayedStore.open(directory, FaultHandler.logging(log)).orElseThrow()) {
      replayed.warning().ifPresent(lost -> err.println("warning: " + lost));
      StateDigest digest = replayed.digest(Topic.EVENTS);
      out.printf(Locale.ROOT, "%s, in %s%n", replayed.text(), directory);
      out.printf("digest %s  rows %d%n", digest.sum().hex(), digest.rows());
      out.printf(Locale.ROOT, "%,d records/s%n", perSecond);
      out.flush();
    }
  }
}
