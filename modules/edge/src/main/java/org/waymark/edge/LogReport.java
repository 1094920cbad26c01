package org.waymark.edge;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogState;
import org.waymark.server.Readiness;

/**
 * Tells the readiness whether the log is there, and the operator when that changes. Called by one
 * thread at a time.
 */
final class LogReport implements Consumer<LogState> {
  private static final Logger log = LoggerFactory.getLogger(LogReport.class);

  private final Readiness readiness;
  private String told = "";

  LogReport(Readiness readiness) {
    this.readiness = readiness;
  }

  @Override
  public void accept(LogState state) {
    readiness.logReachable(!state.stale());
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
