package org.waymark.server.work;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Executes the work of a server: verification, appends and retries.
 *
 * <p>The method inherited from {@link Executor} is for the server's own tasks. These alternate with
 * the work from all messages, and are rejected if their queue is full. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface Workers extends Executor {
  /**
   * Executes the work of a message, or calls {@link Work#displaced}, immediately or later. Adding
   * to a full queue displaces the oldest work of the source that has the most queued.
   */
  default void execute(Work work) {
    try {
      execute(work.task());
    } catch (RejectedExecutionException e) {
      work.displaced().run();
    }
  }
}
