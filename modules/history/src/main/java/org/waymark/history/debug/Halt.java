package org.waymark.history.debug;

import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.bisect.Flip;

/**
 * Why a movement of the debugger ended, and where.
 *
 * @param at the position after the movement
 * @param breakpoint the first breakpoint that the last record touched
 * @param flip the change by which the condition came to be as requested
 */
public record Halt(Reason reason, Moment at, Optional<Breakpoint> breakpoint, Optional<Flip> flip) {
  /** Why a movement ended. */
  public enum Reason {
    /** It went as far as requested. */
    MOVED,
    /** The history has no later record. */
    END,
    /** The history has no earlier record. */
    BEGINNING,
    /** The last record touched a breakpoint. */
    BREAKPOINT,
    /** The condition is as requested from this position on. */
    REACHED,
    /** The condition already was as requested; the position did not change. */
    ALREADY,
    /** The condition is never as requested up to now; the position did not change. */
    NEVER,
    /** The time was over, or the user interrupted. */
    STOPPED_EARLY
  }

  static Halt of(Reason reason, Moment at) {
    return new Halt(reason, at, Optional.empty(), Optional.empty());
  }
}
