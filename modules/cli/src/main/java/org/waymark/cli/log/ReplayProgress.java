package org.waymark.cli.log;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.waymark.runtime.Clock;

/**
 * Shows the progress of a replay: on a terminal, as a bar that is redrawn in place; otherwise, as a
 * line every 10 s.
 */
final class ReplayProgress {
  private static final int WIDTH = 30;
  private static final int PERCENT = 100;
  private static final Duration REDRAWN = Duration.ofMillis(100);
  private static final Duration REPEATED = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean onTerminal;
  private final Clock clock;
  private final long first;
  private final long to;
  private final long beganNs;
  private long shownNs;
  private int shownWidth;

  /**
   * @param first the offset at which the replay begins
   * @param to the offset at which it ends
   */
  ReplayProgress(PrintWriter err, boolean onTerminal, Clock clock, long first, long to) {
    this.err = err;
    this.onTerminal = onTerminal;
    this.clock = clock;
    this.first = first;
    this.to = to;
    beganNs = clock.monotonicNs();
    shownNs = beganNs;
  }

  /** Called when all records before the offset have been applied. */
  void reached(long next) {
    long nowNs = clock.monotonicNs();
    Duration since = Duration.ofNanos(nowNs - shownNs);
    if (since.compareTo(onTerminal ? REDRAWN : REPEATED) >= 0) {
      shownNs = nowNs;
      show(next);
    }
  }

  /** Called when the replay has ended or was stopped. */
  void ended(long next) {
    if (onTerminal) {
      show(next);
      err.println();
      err.flush();
    }
  }

  /** {@return the number of records per second since the replay began} */
  long perSecond(long next) {
    long ns = Math.max(1, clock.monotonicNs() - beganNs);
    return Math.round((next - first) * (double) Duration.ofSeconds(1).toNanos() / ns);
  }

  private void show(long next) {
    int percent = to == first ? PERCENT : (int) ((next - first) * PERCENT / (to - first));
    String text =
        String.format(
            Locale.ROOT,
            "%3d %%  offset %,d of %,d  %,d records/s",
            percent,
            next,
            to,
            perSecond(next));
    if (onTerminal) {
      int full = percent * WIDTH / PERCENT;
      String line = "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + text;
      // A shorter line must cover the previous line completely.
      err.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
      shownWidth = line.length();
    } else {
      err.println("replaying: " + text.strip());
    }
    err.flush();
  }
}
