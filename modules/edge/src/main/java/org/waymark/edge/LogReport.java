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
    readiness.logReachable(!state.stale());
    if (state.trouble().orElse(null) instanceof LogException.Replaced) {
      stopFollowing.run();
    }
    String trouble = state.trouble().map(Throwable::getMessage).orElse("");
    if (trouble.equals(told)) {
      return;
    }
    told = trouble;
    if (trouble.isEmpty()) {
      log.info("the log is back");
    } else {
      log.warn("answers may be stale: {}", trouble);
    }
  }
}
