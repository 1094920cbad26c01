package org.waymark.faults.identity;

import java.time.Duration;
import org.waymark.edge.Replica;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Waiting;

/** Checks how a replica reacts to a leader with a wrong clock. */
final class ClockCheck {
  /**
   * The time to wait for a measurement. It is longer than the interval between ticks, because each
   * tick compares the clocks.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long MAX_SKEW_MS = 2_000;

  /** The tolerated difference between the measured and the actual skew, in milliseconds. */
  private static final long TOLERANCE_MS = 1_000;

  private final LogFault fault;
  private final Replica replica;
  private final Clock clock;

  ClockCheck(LogFault fault, Replica replica, Clock clock) {
    this.fault = fault;
    this.replica = replica;
    this.clock = clock;
  }

  /**
   * Requires that the skew is measured, and that a replica with a large skew does not hold the
   * lease.
   */
  void requireNoticed() throws BrokenPromiseException, InterruptedException {
    boolean large = fault.clockOffMs() > MAX_SKEW_MS;
    boolean noticed =
        Waiting.until(
            () -> isMeasured() && replica.status().leaseHeld() != large, PAUSE, PATIENCE, clock);
    ReplicaStatus status = replica.status();
    if (!noticed) {
      throw new BrokenPromiseException(
          Promise.SERVED_SEGMENTS_ARE_LIVE,
          "%s: measured %d ms, %s the lease"
              .formatted(fault, skewMs(), status.leaseHeld() ? "with" : "without"));
    }
    if (status.lastTickMs() > status.clockMs()) {
      throw new BrokenPromiseException(
          Promise.SERVED_SEGMENTS_ARE_LIVE,
          "%s: the last tick is %d ms ahead of the replica's clock"
              .formatted(fault, status.lastTickMs() - status.clockMs()));
    }
  }

  private boolean isMeasured() {
    return Math.abs(Math.abs(skewMs()) - fault.clockOffMs()) <= TOLERANCE_MS;
  }

  private long skewMs() {
    return (long) replica.registry().get("waymark.clock.skew").gauge().value();
  }
}
