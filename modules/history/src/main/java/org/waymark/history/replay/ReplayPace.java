package org.waymark.history.replay;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.runtime.Clock;

/**
 * The speed of a replay: as fast as possible, or a multiple of the speed at which the records were
 * recorded. If a record has an earlier record time than a record before it, it is due at once.
 *
 * @param factor the speed as a multiple of the recorded speed; empty for as fast as possible
 */
public record ReplayPace(Optional<Double> factor) {
  /** As fast as possible. */
  public static final ReplayPace MAX = new ReplayPace(Optional.empty());

  private static final Pattern TIMES = Pattern.compile("(\\d{1,6}(\\.\\d{1,6})?)x");

  /** Suspends the thread of a replay. */
  @FunctionalInterface
  public interface Sleeper {
    /**
     * Sleeps.
     *
     * @return whether to continue; otherwise, the replay stops
     */
    boolean sleep(Duration time);
  }

  /**
   * Reads a pace: {@code max}, {@code real}, or a multiple such as {@code 10x} or {@code 0.5x}.
   *
   * @throws IllegalArgumentException if the text is not a valid pace
   */
  public static ReplayPace parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    Matcher times = TIMES.matcher(text.equals("real") ? "1x" : text);
    if (!times.matches() || Double.parseDouble(times.group(1)) <= 0) {
      throw new IllegalArgumentException(
          "a speed must be max, real, or a multiple of real such as 10x, got '" + text + "'");
    }
    return new ReplayPace(Optional.of(Double.parseDouble(times.group(1))));
  }

  /** {@return the schedule for applying the records of a replay that begins now} */
  Timetable begin(Clock clock) {
    return new Timetable(factor, clock);
  }

  /** The schedule at which the records of one replay are due. */
  static final class Timetable {
    private final Optional<Double> factor;
    private final Clock clock;
    private Optional<Start> start = Optional.empty();

    private record Start(long recordTimeMs, long monotonicNs) {}

    private Timetable(Optional<Double> factor, Clock clock) {
      this.factor = factor;
      this.clock = clock;
    }

    /** {@return the time until the next record is due; the first record is due at once} */
    Duration untilDue(long recordTimeMs) {
      if (factor.isEmpty()) {
        return Duration.ZERO;
      }
      long nowNs = clock.monotonicNs();
      Start since = start.orElseGet(() -> new Start(recordTimeMs, nowNs));
      start = Optional.of(since);
      double afterNs =
          Duration.ofMillis(1).toNanos() * ((double) recordTimeMs - since.recordTimeMs());
      long leftNs = (long) (afterNs / factor.get()) - (nowNs - since.monotonicNs());
      return leftNs > 0 ? Duration.ofNanos(leftNs) : Duration.ZERO;
    }
  }
}
