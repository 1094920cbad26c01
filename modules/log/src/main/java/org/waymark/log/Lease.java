package org.waymark.log;

import org.waymark.runtime.Killable;

/**
 * A lock on a log. The holder of the lease does the work that one replica does on behalf of all:
 * ticks and propagation (ARCHITECTURE, The lease). At most one of the competing members holds the
 * lease; when that member leaves, another takes over within seconds.
 *
 * <p>The lease does not exclude other members: for some seconds after a holder was cut off or
 * paused, two members may hold the lease. Therefore, the work must tolerate being done twice.
 *
 * <p>Thread-safe. Only {@link #close} and {@link #kill} wait for the log.
 */
public interface Lease extends Killable {
  /**
   * {@return whether this member holds the lease} The result is false as soon as the member has
   * given the lease back, and whenever the log has not confirmed the lease for some seconds. The
   * check is cheap enough to make before each piece of work.
   */
  boolean isHeld();

  /**
   * Competes for the lease until {@link #giveBack}. Does nothing if this member is already
   * competing.
   */
  void compete();

  /**
   * Gives up the lease, or stops competing for it, until {@link #compete} is called. A replica
   * calls this when it is not ready or when its clock is wrong. Does nothing if this member is not
   * competing.
   */
  void giveBack();

  /** Gives up the lease permanently and closes this member. */
  @Override
  void close();

  /**
   * Silences this member permanently, as if its process had been killed. If the member held the
   * lease, the next member gets it only after the log has waited {@value LeaseTerm#SESSION_MS} ms
   * for a sign of life.
   */
  @Override
  void kill();
}
