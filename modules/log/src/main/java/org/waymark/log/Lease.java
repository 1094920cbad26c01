package org.waymark.log;

import org.waymark.runtime.Killable;

/**
 * A lock on a log, for the work that one replica does on behalf of all: ticks and propagation
 * (ARCHITECTURE, The lease). At most one competing member holds it; when that member leaves,
 * another takes over within seconds.
 *
 * <p>The lease says which member should work, not which one may: for some seconds after a holder
 * was cut off or paused, two members may hold it, so a holder's work must tolerate being done
 * twice.
 *
 * <p>Thread-safe. No method waits for the log, except {@link #close} and {@link #kill}.
 */
public interface Lease extends Killable {
  /**
   * {@return whether this member holds the lease} False from the moment it gives the lease back,
   * and when the log has not confirmed it for some seconds. Cheap enough to call before each piece
   * of work.
   */
  boolean isHeld();

  /**
   * Competes for the lease until {@link #giveBack}. Does nothing if this member already competes.
   */
  void compete();

  /**
   * Gives up the lease, or stops competing for it, until {@link #compete}. A replica calls this
   * when it is not ready or its clock is off. Does nothing if this member does not compete.
   */
  void giveBack();

  /** Gives up the lease permanently. */
  @Override
  void close();

  /**
   * Silences this member permanently, like a killed process: if it held the lease, no member holds
   * it until the log has waited {@value LeaseTerm#SESSION_MS} ms for a sign of life.
   */
  @Override
  void kill();
}
