package org.waymark.edge;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.server.replay.Readiness;

/**
 * Tells the readiness whether the log is there, and the operator when that changes. Called by one
 * thread at a time.
 */
final class LogReport implements Consumer<LogState> {
  private static final Logger log = LoggerFactory.getLogger(LogReport.class);

  private final Readiness readiness;
  private final Runnable stopFollowing;
  private boolean followingStopped;
  private String told = "";

  /**
   * @param stopFollowing called when another log is in the place of this one: nothing of it may get
   *     into the store. Does not block; may be called again
   */
  LogReport(Readiness readiness, Runnable stopFollowing) {
    this.readiness = readiness;
    this.stopFollowing = stopFollowing;
  }

  @Override
  public void accept(LogState state) {
    if (state.trouble().orElse(null) instanceof LogException.Replaced) {
      followingStopped = true;
      stopFollowing.run();
    }
    // Also when the known log is back: what it gets from now on is not applied any more.
    readiness.logReachable(!state.stale() && !followingStopped);
    String trouble = state.trouble().map(Throwable::getMessage).orElse("");
    if (trouble.equals(told)) {
      return;
    }
    told = trouble;
    if (trouble.isEmpty() && followingStopped) {
      log.warn("the log is back, and is not followed any more: start this replica anew");
    } else if (trouble.isEmpty()) {
      log.info("the log is back");
    } else {
      log.warn("answers may be stale: {}", trouble);
    }
  }
}
