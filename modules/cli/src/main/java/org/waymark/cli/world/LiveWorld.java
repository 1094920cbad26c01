package org.waymark.cli.world;

import java.util.concurrent.CompletableFuture;
import org.waymark.world.World;
import org.waymark.world.WorldException;

/** A world that runs, in real or in virtual time. */
interface LiveWorld extends AutoCloseable {
  World world();

  /** {@return whether time passes only when it is told to} */
  boolean isVirtual();

  /**
   * Does the first step of a long advance of the clock.
   *
   * @param ms how long the whole advance is
   * @return how much of it has passed, in milliseconds
   * @throws WorldException when time passes by itself
   */
  long advance(long ms) throws WorldException;

  /** {@return what the future completes with; virtual time passes meanwhile} */
  <T> T await(CompletableFuture<T> future);

  /**
   * {@return a future that fails when the world cannot go on} It fails with a {@link
   * org.waymark.cli.command.CommandException}, on any thread, and completes in no other way.
   */
  CompletableFuture<Void> failure();

  @Override
  void close();
}
