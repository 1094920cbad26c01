package org.waymark.edge;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;
import org.waymark.runtime.Killable;
import org.waymark.server.report.AuditTrail;

/**
 * The end of a replica in {@code .audit}: appended when it ends in order, and not when it is
 * killed. Nobody waits long for a log that is away.
 */
final class StopRecord implements Killable {
  private static final Logger log = LoggerFactory.getLogger(StopRecord.class);
  private static final long TOLD_WITHIN_MS = 1_000;

  private final AuditTrail audit;

  StopRecord(AuditTrail audit) {
    this.audit = audit;
  }

  @Override
  public void close() {
    try {
      audit.stopped("closed").get(TOLD_WITHIN_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the stop of this replica is not in .audit: {}", Causes.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void kill() {
    // Nobody says anything.
  }
}
