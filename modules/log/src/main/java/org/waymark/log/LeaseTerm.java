package org.waymark.log;

import java.util.concurrent.TimeUnit;
import org.waymark.runtime.Clock;

/**
 * How long a member may take itself for the holder: until it is told otherwise, and without word
 * from the log no longer than {@value #LENGTH_MS} ms.
 *
 * <p>The coordinator of the group gives the lease to another member when it has heard nothing for
 * {@value #SESSION_MS} ms. A term is shorter, so that of two members without connection between
 * them one ends first. Callable by any thread.
 */
final class LeaseTerm {
  /** The least that brokers allow unless configured otherwise. */
  static final long SESSION_MS = 6_000;

  static final long LENGTH_MS = 5_000;
  static final long HEARTBEAT_MS = 1_000;
  private static final long LENGTH_NS = TimeUnit.MILLISECONDS.toNanos(LENGTH_MS);

  private final Clock clock;
  private boolean begun;
  private double heartbeats;
  private long confirmedNs;

  LeaseTerm(Clock clock) {
    this.clock = clock;
  }

  /**
   * The member was given the lease.
   *
   * @param sinceNs a moment that is not later than the coordinator's word
   */
  synchronized void begin(long sinceNs) {
    begun = true;
    confirmedNs = sinceNs;
  }

  /** The member has the lease no more. */
  synchronized void end() {
    begun = false;
  }

  /**
   * Confirms the term when there was another heartbeat.
   *
   * @param total how many heartbeats the coordinator has answered, ever
   * @param sinceNs when this was known last
   */
  synchronized void heard(double total, long sinceNs) {
    if (total != heartbeats) {
      heartbeats = total;
      confirmedNs = sinceNs;
    }
  }

  /** {@return whether the member may take itself for the holder} */
  synchronized boolean runs() {
    return begun && clock.monotonicNs() - confirmedNs < LENGTH_NS;
  }
}
