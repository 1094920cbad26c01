package org.waymark.server.replay;

import org.waymark.runtime.Killable;

/**
 * Keeps the store of a replica up to date with the log until it is closed. {@link
 * FollowerSupervisor} does this on its own thread; a simulation does this with timers.
 */
public interface LogFollower extends Killable {
  /** Stops applying records, without waiting. Callable by any thread. */
  void stop();
}
