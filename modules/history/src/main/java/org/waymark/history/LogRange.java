package org.waymark.history;

import java.util.OptionalLong;

/**
 * The records of {@code .events} that a replay or an export reads: [{@code first}, {@code to}). The
 * states from {@code from} on are the ones that were asked for. The records before it are read
 * because these states depend on them; where the log no longer has them, states stay unknown until
 * a tick has passed everything that may be missing.
 *
 * @param beginsMs a time later than the record times before {@code first}, apart from record times
 *     that go back, Unix milliseconds; empty if no record precedes it
 * @param endsMs the moment of the last state, Unix milliseconds
 */
public record LogRange(long first, OptionalLong beginsMs, long from, long to, long endsMs) {
  /**
   * @throws IllegalArgumentException if the offsets are not in order
   */
  public LogRange {
    if (first < 0 || from < first || to < from) {
      throw new IllegalArgumentException(
          "a range of offsets must be in order, got %d, %d, %d".formatted(first, from, to));
    }
  }

  /** {@return this range with records after its end} */
  public LogRange extended(long newTo, long newEndsMs) {
    return new LogRange(first, beginsMs, from, newTo, newEndsMs);
  }
}
