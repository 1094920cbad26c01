package org.waymark.server.replay;

import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.store.Store;

/**
 * Creates the followers of stores. The methods are called at the start, and later by the
 * supervising thread.
 */
public interface Followers {
  /** Creates the follower of a store. {@return the follower, not yet open} */
  Follower of(Store store, Readiness readiness);

  /** Called when the current store is abandoned and a new one is about to be built. */
  default void rebuilding() {}

  /** Called when the log does not continue where the current store ends. */
  default void lost(LogException.Discontinued lost) {}

  /** Called when a new store has replaced the current one. */
  default void tookOver() {}

  /**
   * Creates a factory whose followers notify a listener of everything they apply. {@return the
   * factory}
   */
  static Followers telling(
      AppliedListener listener,
      EventLog eventLog,
      FoldSettings settings,
      ServerMetrics metrics,
      Clock clock) {
    return new Followers() {
      @Override
      public Follower of(Store store, Readiness readiness) {
        return new Follower(eventLog, store, settings, readiness, clock, metrics, listener);
      }

      @Override
      public void rebuilding() {
        listener.rebuilding();
      }

      @Override
      public void lost(LogException.Discontinued lost) {
        listener.lost(lost);
      }

      @Override
      public void tookOver() {
        listener.tookOver();
      }
    };
  }
}
