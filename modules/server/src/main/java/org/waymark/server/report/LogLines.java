package org.waymark.server.report;

import org.slf4j.Logger;
import org.waymark.runtime.Clock;
import org.waymark.runtime.TokenBucket;

/**
 * Limits the rate of log lines that any sender can cause: at most {@value #PER_SECOND} lines per
 * second keep their level, and all others are logged at debug level. Without this limit, a sender
 * of garbage could fill the disk. Every event is still counted.
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
