package org.waymark.store;

import java.util.concurrent.TimeUnit;

/** Where the fold of events began, which decides when the state is complete. */
sealed interface FoldStart {
  /** Not begun. */
  record Undecided() implements FoldStart {}

  /** At offset 0: nothing is missing. */
  record FromZero() implements FoldStart {}

  /**
   * Later: every record before the start has a record time before the instant.
   *
   * @param instantMs Unix milliseconds
   */
  record Cold(long instantMs) implements FoldStart {}

  /** Room for record times that go back. */
  long SLACK_MS = TimeUnit.MINUTES.toMillis(10);

  /**
   * {@return the time of the tick from which on the rows are those of a fold from offset 0: what
   * came before the start, and what that could have shadowed or killed, has ended by then}
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
