package org.waymark.world.live;

import java.util.concurrent.CompletableFuture;
import org.waymark.world.World;
import org.waymark.world.WorldException;

/** A running world, in real or virtual time. */
public interface LiveWorld extends AutoCloseable {
  World world();

  /** {@return whether time is virtual: it passes only in {@link #advance} and {@link #await}} */
  boolean isVirtual();

  /**
   * Advances the clock by the first part of a long period.
   *
   * @param ms the whole period, in milliseconds
   * @return the part of it that has passed, in milliseconds
   * @throws WorldException if the world runs in real time
   */
  long advance(long ms) throws WorldException;

  /** {@return the result of a future; virtual time passes until it completes} */
  <T> T await(CompletableFuture<T> future);

  /**
   * {@return a future that fails if the world cannot continue, on any thread, with an exception
   * whose message says why and what to do; it never completes otherwise}
   */
  CompletableFuture<Void> failure();

  @Override
  void close();
}
