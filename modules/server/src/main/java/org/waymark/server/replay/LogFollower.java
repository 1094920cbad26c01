package org.waymark.server.replay;

import org.waymark.runtime.Killable;

/**
 * Keeps the store of a replica up to date with the log until it is closed. {@link
 * FollowerSupervisor} does so on its own thread, a simulation with its timers.
 */
public interface LogFollower extends Killable {
  /** Stops applying records, without waiting. Callable by any thread. */
  void stop();
}
