package org.waymark.server.report;

import org.slf4j.Logger;
import org.waymark.runtime.Clock;
import org.waymark.runtime.TokenBucket;

/**
 * The log lines that strangers can cause: a number a second is written for the operator, the others
 * only where details are asked for. Whoever sends garbage must not decide how fast a disk fills;
 * the counters miss nothing.
 *
 * <p>Safe for use by several threads.
 */
public final class LogLines {
  private static final int PER_SECOND = 50;

  private final TokenBucket budget;

  public LogLines(Clock clock) {
    this.budget = new TokenBucket(clock, PER_SECOND, PER_SECOND);
  }

  public void warn(Logger log, String format, Object... values) {
    if (budget.tryTake()) {
      log.warn(format, values);
    } else {
      log.debug(format, values);
    }
  }

  public void error(Logger log, String format, Object... values) {
    if (budget.tryTake()) {
      log.error(format, values);
    } else {
      log.debug(format, values);
    }
  }
}
