package org.waymark.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Tests that a task runs once at a time, and again after any end of a run. */
class SingleTaskTest {
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private int runs;

  @Test
  void runThatIsQueuedIsNotQueuedAgain() {
    SingleTask task = new SingleTask(queue::add, () -> runs++);
    task.start();
    task.start();
    assertEquals(1, queue.size());
    queue.remove().run();
    task.start();
    queue.remove().run();
    assertEquals(2, runs);
  }

  @Test
  void runThatIsUnderWayIsNotStartedAgain() {
    SingleTask[] task = new SingleTask[1];
    task[0] =
        new SingleTask(
            queue::add,
            () -> {
              runs++;
              task[0].start();
            });
    task[0].start();
    queue.remove().run();
    assertEquals(1, runs);
    assertEquals(0, queue.size());
  }

  @Test
  void runsAgainAfterAFailure() {
    SingleTask task =
        new SingleTask(
            Runnable::run,
            () -> {
              runs++;
              throw new IllegalStateException("failed");
            });
    assertThrows(IllegalStateException.class, task::start);
    assertThrows(IllegalStateException.class, task::start);
    assertEquals(2, runs);
  }

  @Test
  void runsLaterIfTheExecutorIsFull() {
    boolean[] isFull = {true};
    SingleTask task =
        new SingleTask(
            run -> {
              if (isFull[0]) {
                throw new RejectedExecutionException("full");
              }
              run.run();
            },
            () -> runs++);
    task.start();
    isFull[0] = false;
    task.start();
    assertEquals(1, runs);
  }
}
