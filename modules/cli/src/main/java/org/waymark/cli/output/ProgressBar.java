package org.waymark.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.waymark.runtime.Clock;

/**
 * Shows the progress of a long operation. On a terminal, it redraws a bar in place; otherwise, it
 * prints a line every 10 s.
 */
public final class ProgressBar {
  private static final int WIDTH = 30;
  private static final int PERCENT = 100;
  private static final Duration REDRAWN = Duration.ofMillis(100);
  private static final Duration REPEATED = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean onTerminal;
  private final Clock clock;
  private final String verb;
  private long shownNs;
  private int shownWidth;

  /**
   * @param verb what the command is doing, printed at the start of each line
   */
  public ProgressBar(PrintWriter err, boolean onTerminal, Clock clock, String verb) {
    this.err = err;
    this.onTerminal = onTerminal;
    this.clock = clock;
    this.verb = verb;
    shownNs = clock.monotonicNs();
  }

  /**
   * Shows that part of the work is done.
   *
   * @param text the text to show after the percentage
   */
  public void reached(int percent, Supplier<String> text) {
    long nowNs = clock.monotonicNs();
    Duration since = Duration.ofNanos(nowNs - shownNs);
    if (since.compareTo(onTerminal ? REDRAWN : REPEATED) >= 0) {
      shownNs = nowNs;
      show(percent, text.get());
    }
  }

  /** Ends the display, because the operation has ended or was stopped. */
  public void ended(int percent, String text) {
    if (onTerminal) {
      show(percent, text);
      err.println();
      err.flush();
    }
  }

  private void show(int percent, String text) {
    String shown = String.format(Locale.ROOT, "%3d %%  %s", percent, text);
    if (onTerminal) {
      int full = percent * WIDTH / PERCENT;
      String line = "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + shown;
      // A shorter line must cover the one before it.
      err.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
      shownWidth = line.length();
    } else {
      err.println(verb + ": " + shown.strip());
    }
    err.flush();
  }
}
