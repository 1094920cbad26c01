package org.waymark.log;

import java.util.concurrent.TimeUnit;
import org.waymark.runtime.Clock;

/**
 * The time for which a member may consider itself the holder of the lease. A term ends when the
 * group ends it, or when the log has been silent for more than {@value #LENGTH_MS} ms.
 *
 * <p>The group coordinator gives the lease to another member after {@value #SESSION_MS} ms of
 * silence. A term is shorter than that, so a holder that was cut off stops before its successor
 * starts, even though the two cannot communicate. Thread-safe.
 */
public final class LeaseTerm {
  /** The shortest session timeout that brokers allow by default. */
  public static final long SESSION_MS = 6_000;

  public static final long LENGTH_MS = 5_000;
  public static final long HEARTBEAT_MS = 1_000;
  private static final long LENGTH_NS = TimeUnit.MILLISECONDS.toNanos(LENGTH_MS);

  private final Clock clock;
  private boolean begun;
  private double heartbeats;
  private long confirmedNs;

  public LeaseTerm(Clock clock) {
    this.clock = clock;
  }

  /**
   * Begins a term because the lease was assigned to the member.
   *
   * @param sinceNs a monotonic time no later than the coordinator's decision
   */
  public synchronized void begin(long sinceNs) {
    begun = true;
    confirmedNs = sinceNs;
  }

  /** Ends the term because the member has lost the lease. */
  public synchronized void end() {
    begun = false;
  }

  /**
   * Extends the term if the coordinator has answered more heartbeats than before.
   *
   * @param total the number of heartbeats that the coordinator has answered so far
   * @param sinceNs a monotonic time at which the previous total was still current
   */
  public synchronized void heard(double total, long sinceNs) {
    if (total != heartbeats) {
      heartbeats = total;
      confirmedNs = sinceNs;
    }
  }

  /** {@return whether the member may consider itself the holder} */
  public synchronized boolean runs() {
    return begun && clock.monotonicNs() - confirmedNs < LENGTH_NS;
  }
}
