package org.waymark.log;

import org.waymark.runtime.Killable;

/**
 * A lock over a log, for what one replica does for all: ticks and propagation (ARCHITECTURE, The
 * lease). At most one member that competes is given it; when it goes, another one follows within
 * seconds.
 *
 * <p>It says who should work, not who may: for some seconds after a holder was cut off or paused
 * two members may hold it, and what a holder does must bear to be done twice.
 *
 * <p>All methods may be called by any thread and do not wait for the log, except {@link #close} and
 * {@link #kill}.
 */
public interface Lease extends Killable {
  /**
   * {@return whether this member holds the lease} False from the moment it gives it back, and once
   * the log has not confirmed it for some seconds. Cheap: to be asked before each piece of work.
   */
  boolean isHeld();

  /** Asks for the lease, until {@link #giveBack}. Does nothing when it does so already. */
  void compete();

  /**
   * Gives the lease up, or stops asking for it, until {@link #compete}: of a replica that is not
   * ready or whose clock is off. Does nothing when it does not compete.
   */
  void giveBack();

  /** Gives the lease up for good. */
  @Override
  void close();

  /**
   * Lets this member fall silent for good, like a process that is killed: what it held nobody holds
   * until the log has waited for a sign of life in vain, for {@value LeaseTerm#SESSION_MS} ms.
   */
  @Override
  void kill();
}
