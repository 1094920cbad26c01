package org.waymark.cli.log;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.waymark.cli.output.ProgressBar;
import org.waymark.runtime.Clock;

/** Shows the progress of a replay. */
final class ReplayProgress {
  private static final int PERCENT = 100;

  private final ProgressBar bar;
  private final Clock clock;
  private final long first;
  private final long to;
  private final long beganNs;

  /**
   * @param first the offset at which the replay begins
   * @param to the offset at which it ends
   */
  ReplayProgress(PrintWriter err, boolean onTerminal, Clock clock, long first, long to) {
    bar = new ProgressBar(err, onTerminal, clock, "replaying");
    this.clock = clock;
    this.first = first;
    this.to = to;
    beganNs = clock.monotonicNs();
  }

  /** Called when all records before the offset have been applied. */
  void reached(long next) {
    bar.reached(percent(next), () -> text(next));
  }

  /** Called when the replay has ended or was stopped. */
  void ended(long next) {
    bar.ended(percent(next), text(next));
  }

  /** {@return the number of records per second since the replay began} */
  long perSecond(long next) {
    long ns = Math.max(1, clock.monotonicNs() - beganNs);
    return Math.round((next - first) * (double) Duration.ofSeconds(1).toNanos() / ns);
  }

  private int percent(long next) {
    return to == first ? PERCENT : (int) ((next - first) * PERCENT / (to - first));
  }

  private String text(long next) {
    return String.format(
        Locale.ROOT, "offset %,d of %,d  %,d records/s", next, to, perSecond(next));
  }
}
