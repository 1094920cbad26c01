package org.waymark.server.replay;

import org.waymark.runtime.Killable;

/**
 * Keeps the store of a replica up to date with the log until it is closed: on a thread of its own
 * ({@link FollowerSupervisor}), or by the timers of a simulation.
 */
public interface LogFollower extends Killable {
  /** Stops applying records, without waiting. Callable by any thread. */
  void stop();
}
