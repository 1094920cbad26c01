package org.waymark.history;

import java.util.OptionalLong;

/**
 * The records of {@code .events} that a replay or an export reads: [{@code first}, {@code to}). The
 * requested states are those from {@code from} on. Earlier records are read because the requested
 * states depend on them; if the log no longer has those records, states are unknown until the first
 * tick at which all missing entries would have expired.
 *
 * @param beginsMs a time in Unix milliseconds that is later than the record times before {@code
 *     first}, unless record times went backwards; empty if no record precedes {@code first}
 * @param endsMs the time of the last state, in Unix milliseconds
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

  /** {@return a copy of this range that includes additional records at the end} */
  public LogRange extended(long newTo, long newEndsMs) {
    return new LogRange(first, beginsMs, from, newTo, newEndsMs);
  }
}
