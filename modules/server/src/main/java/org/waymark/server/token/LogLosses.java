package org.waymark.server.token;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.store.ColdStart;

/**
 * Remembers the last loss of records for one horizon. Every effect of a lost record would have
 * ended by then, so a token from before the loss promises nothing any more. The loss is forgotten
 * when the process ends. Safe for use by several threads.
 */
final class LogLosses {
  private static final long REMEMBERED_NS = TimeUnit.MILLISECONDS.toNanos(ColdStart.HORIZON_MS);

  private final Clock clock;
  private Optional<LogLoss> last = Optional.empty();
  private long noticedNs;

  LogLosses(Clock clock) {
    this.clock = clock;
  }

  synchronized void noticed(LogException.Discontinued lost) {
    last = Optional.of(new LogLoss(clock.wallMs(), lost.reason()));
    noticedNs = clock.monotonicNs();
  }

  /** {@return the last loss, if it can still matter} */
  synchronized Optional<LogLoss> recent() {
    return last.filter(_ -> clock.monotonicNs() - noticedNs < REMEMBERED_NS);
  }
}
