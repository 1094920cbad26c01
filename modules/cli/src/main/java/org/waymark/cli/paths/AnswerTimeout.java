package org.waymark.cli.paths;

import java.time.Duration;
import org.waymark.cli.command.CommandException;

/** Validates the {@code --timeout} of a command that waits for a reply. */
final class AnswerTimeout {
  private static final double NS_PER_S = 1e9;
  private static final int MAX_S = 3_600;

  private AnswerTimeout() {}

  /**
   * Converts the timeout to a duration.
   *
   * @param seconds any number, or NaN
   * @return the duration
   * @throws CommandException if the number is not positive, or is longer than an hour
   */
  static Duration ofSeconds(double seconds) {
    if (!(seconds > 0 && seconds <= MAX_S)) {
      throw new CommandException(
          "--timeout must be more than 0 and at most %d seconds, got %s".formatted(MAX_S, seconds));
    }
    return Duration.ofNanos(Math.round(Math.ceil(seconds * NS_PER_S)));
  }
}
