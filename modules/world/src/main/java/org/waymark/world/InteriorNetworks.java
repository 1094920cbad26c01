package org.waymark.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.waymark.segment.IsdAs;

/**
 * Collects the interiors of a world's ASes while the world starts. The interior of an AS is the
 * part that takes a long time to start. An interior remains in this collection until its AS
 * {@linkplain #take takes} it over. Used by one thread.
 */
final class InteriorNetworks implements AutoCloseable {
  private final Map<IsdAs, RunningAs.Interior> started = new ConcurrentHashMap<>();

  /** Starts the interior of one AS. */
  interface Start {
    RunningAs.Interior of(WorldPlan.PlannedAs plan) throws WorldException;
  }

  /**
   * Starts the interiors of several ASes one after another.
   *
   * @throws WorldException if an interior fails to start; those that have already started keep
   *     running
   */
  void startInTurn(Collection<WorldPlan.PlannedAs> ases, Start start) throws WorldException {
    for (WorldPlan.PlannedAs plan : ases) {
      started.put(plan.site().ia(), start.of(plan));
    }
  }

  /**
   * Starts the interiors of several ASes concurrently.
   *
   * @throws WorldException if an interior does not start; others may have started and are kept
   */
  void start(Collection<WorldPlan.PlannedAs> ases, int atOnce, Start start) throws WorldException {
    List<Future<Void>> starting = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            atOnce, Thread.ofPlatform().daemon().name("waymark-start-", 1).factory())) {
      for (WorldPlan.PlannedAs plan : ases) {
        starting.add(
            threads.submit(
                () -> {
                  startInTurn(List.of(plan), start);
                  return null;
                }));
      }
      try {
        for (Future<Void> one : starting) {
          await(one);
        }
      } finally {
        // After a failure, interiors that have not begun to start are no longer needed.
        starting.forEach(one -> one.cancel(false));
      }
    }
  }

  private static void await(Future<Void> starting) throws WorldException {
    try {
      starting.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case WorldException known -> throw known;
        case RuntimeException unknown -> throw unknown;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("interrupted while starting the world", e);
    }
  }

  /** Removes and returns the interior of an AS, which then belongs to the caller. */
  RunningAs.Interior take(IsdAs ia) {
    return started.remove(ia);
  }

  /** Closes the interiors that were not taken. */
  @Override
  public void close() {
    started.values().forEach(RunningAs.Interior::close);
    started.clear();
  }
}
