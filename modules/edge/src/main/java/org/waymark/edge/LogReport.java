package org.waymark.edge;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.runtime.Clock;
import org.waymark.runtime.LastingTrouble;
import org.waymark.server.replay.Readiness;

/**
 * Tells the readiness whether the log is there, and the operator when that changes; of trouble that
 * lasts it reminds once a minute. What is no more than a warning is told when it is first found, at
 * the start or under way. Safe for use by several threads.
 */
final class LogReport implements Consumer<LogState> {
  private static final Logger log = LoggerFactory.getLogger(LogReport.class);

  private final Readiness readiness;
  private final Runnable stopFollowing;
  private final LastingTrouble lasting;
  private boolean followingStopped;
  private Optional<LogException> trouble = Optional.empty();
  private final Set<String> warned = new HashSet<>();

  /**
   * @param stopFollowing called when another log is in the place of this one: nothing of it may get
   *     into the store. Does not block; may be called again
   */
  LogReport(Readiness readiness, Runnable stopFollowing, Clock clock) {
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
    // Even if the known log is back: what it gets from now on is not applied any more.
    readiness.logReachable(!state.stale() && !followingStopped);
    state.warnings().stream().filter(warned::add).forEach(log::warn);
    if (trouble.isPresent()) {
      remind();
    } else if (lasting.end()) {
      if (followingStopped) {
        log.warn("the log is back, and is not followed any more: start this replica anew");
      } else {
        log.info("the log is back");
      }
    }
  }

  /** Tells of the trouble there is, unless it has just been told; to be called every second. */
  synchronized void remind() {
    trouble
        .filter(present -> lasting.isDue(present.kind()))
        .ifPresent(present -> log.warn("answers may be stale: {}", present.getMessage()));
  }
}
