package org.waymark.history.debug;

import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.bisect.Flip;

/**
 * The reason why a movement of the debugger ended, and the resulting position.
 *
 * @param at the position after the movement
 * @param breakpoint the first breakpoint that the last record touched
 * @param flip the change after which the condition held, or no longer held, as requested
 */
public record Halt(Reason reason, Moment at, Optional<Breakpoint> breakpoint, Optional<Flip> flip) {
  /** The reason why a movement ended. */
  public enum Reason {
    /** The movement went as far as requested. */
    MOVED,
    /** The history contains no later record. */
    END,
    /** The history has no earlier record. */
    BEGINNING,
    /** The last record touched a breakpoint. */
    BREAKPOINT,
    /** The condition is as requested from this position on. */
    REACHED,
    /** The condition was already as requested; the position did not change. */
    ALREADY,
    /** The condition is not as requested at any time up to now; the position did not change. */
    NEVER,
    /** The time ran out, or the user interrupted the movement. */
    STOPPED_EARLY
  }

  static Halt of(Reason reason, Moment at) {
    return new Halt(reason, at, Optional.empty(), Optional.empty());
  }
}
