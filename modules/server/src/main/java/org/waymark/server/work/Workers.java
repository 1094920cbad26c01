package org.waymark.server.work;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What does the work of a server: verification, appends, retries.
 *
 * <p>The method of {@link Executor} is for the server's own work, which takes turns with that of
 * all messages together; it rejects what is more than it may hold. Safe for use by several threads.
 */
@FunctionalInterface
public interface Workers extends Executor {
  /**
   * Has work of a message done, or calls {@link Work#displaced}, now or later. When there is more
   * than may wait, the oldest work of the source that has the most makes room.
   */
  default void execute(Work work) {
    try {
      execute(work.task());
    } catch (RejectedExecutionException e) {
      work.displaced().run();
    }
  }
}
