package org.waymark.server.report;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;
import org.waymark.runtime.Killable;

/**
 * The record of a replica's stop in {@code .audit}. It is appended on a clean stop, but not when
 * the replica is killed. If the log cannot be reached, the replica waits only briefly.
 */
public final class StopRecord implements Killable {
  private static final Logger log = LoggerFactory.getLogger(StopRecord.class);
  private static final long TOLD_WITHIN_MS = 1_000;

  private final AuditTrail audit;

  public StopRecord(AuditTrail audit) {
    this.audit = audit;
  }

  @Override
  public void close() {
    try {
      audit.stopped("closed").get(TOLD_WITHIN_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Could not record in .audit that this replica stopped: {}", Causes.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void kill() {
    // A killed process records nothing.
  }
}
