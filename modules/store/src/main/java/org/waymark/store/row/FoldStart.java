package org.waymark.store.row;

import java.util.concurrent.TimeUnit;

/** The point where the fold of events began, which determines when the state is complete. */
public sealed interface FoldStart {
  /** The fold has not begun. */
  record Undecided() implements FoldStart {}

  /** The fold began at offset 0, so nothing is missing. */
  record FromZero() implements FoldStart {}

  /**
   * The fold began at a later offset.
   *
   * @param instantMs a time later than the record time of every record before the start, in Unix
   *     milliseconds
   */
  record Cold(long instantMs) implements FoldStart {}

  /** An allowance for record times that go backwards. */
  long SLACK_MS = TimeUnit.MINUTES.toMillis(10);

  /**
   * {@return the time that a tick must reach for the rows to equal the rows of a fold from offset
   * 0} By then, everything recorded before the start has expired, and so has everything that those
   * records could have replaced or killed.
   */
  default long completeFromMs(long aheadMs) {
    return switch (this) {
      case Undecided() -> Long.MAX_VALUE;
      case FromZero() -> Long.MIN_VALUE;
      case Cold(long instantMs) ->
          Saturating.add(instantMs, TimeUnit.HOURS.toMillis(24) + aheadMs + SLACK_MS);
    };
  }
}
