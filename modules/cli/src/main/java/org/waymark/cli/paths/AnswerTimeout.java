package org.waymark.cli.paths;

import java.time.Duration;
import org.waymark.cli.command.CommandException;

/** How long a command waits for answers, as people say it: in seconds. */
final class AnswerTimeout {
  private static final double NS_PER_S = 1e9;
  private static final int MAX_S = 3_600;

  private AnswerTimeout() {}

  /**
   * {@return the time}
   *
   * @param seconds any number, and what is none
   * @throws CommandException when nobody can answer within it or wait for its end
   */
  static Duration ofSeconds(double seconds) {
    if (!(seconds > 0 && seconds <= MAX_S)) {
      throw new CommandException(
          "--timeout is %s: give more than 0 seconds, and at most %d".formatted(seconds, MAX_S));
    }
    return Duration.ofNanos(Math.round(Math.ceil(seconds * NS_PER_S)));
  }
}
