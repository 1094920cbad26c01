package org.waymark.server.replay;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.runtime.Clock;
import org.waymark.runtime.LastingTrouble;

/**
 * Updates the readiness when the log becomes unreachable or reachable, and logs each change for the
 * operator. Trouble that lasts is logged again every minute. A warning is logged when it appears
 * and when it no longer applies. Safe for use by several threads.
 */
public final class LogReport implements Consumer<LogState> {
  private static final Logger log = LoggerFactory.getLogger(LogReport.class);

  private final Readiness readiness;
  private final Runnable stopFollowing;
  private final LastingTrouble lasting;
  private boolean followingStopped;
  private Optional<LogException> trouble = Optional.empty();
  private Set<String> warned = Set.of();

  /**
   * @param stopFollowing called when the log has been replaced by a different one, whose records
   *     must not enter the store; must not block, and may be called repeatedly
   */
  public LogReport(Readiness readiness, Runnable stopFollowing, Clock clock) {
    this.readiness = readiness;
    this.stopFollowing = stopFollowing;
    this.lasting = new LastingTrouble(clock);
  }

  @Override
  public synchronized void accept(LogState state) {
    trouble = state.trouble();
    if (trouble.orElse(null) instanceof LogException.Replaced) {
      followingStopped = true;
      stopFollowing.run();
    }
    // Once following has stopped, records are no longer applied, even if the original log returns.
    readiness.logReachable(!state.stale() && !followingStopped);
    if (trouble.isPresent()) {
      remind();
      return;
    }
    // A log in trouble is not checked for anything else.
    warned.stream()
        .filter(each -> !state.warnings().contains(each))
        .forEach(each -> log.info("This warning no longer applies: {}", each));
    state.warnings().stream().filter(each -> !warned.contains(each)).forEach(log::warn);
    warned = Set.copyOf(state.warnings());
    if (lasting.end()) {
      if (followingStopped) {
        log.warn(
            "The log can be reached again, but this replica no longer follows it: restart "
                + "the replica");
      } else {
        log.info("The log can be reached again");
      }
    }
  }

  /** Logs the current trouble, unless it was logged within the last minute. Called every second. */
  public synchronized void remind() {
    trouble
        .filter(present -> lasting.isDue(present.kind()))
        .ifPresent(present -> log.warn("Answers may be stale: {}", present.getMessage()));
  }
}
