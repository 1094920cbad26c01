package org.waymark.world.live;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.world.World;
import org.waymark.world.WorldException;

/** A running world, in real or virtual time. */
public interface LiveWorld extends AutoCloseable {
  World world();

  /**
   * {@return whether time is virtual, that is, whether time passes only in {@link #advance} and
   * {@link #await}}
   */
  boolean isVirtual();

  /**
   * {@return the address of the world's Kafka broker, {@code HOST:PORT}; empty if its logs are in
   * memory}
   */
  Optional<String> bootstrapServers();

  /**
   * Advances the clock through the first part of a long period.
   *
   * @param ms the whole period, in milliseconds
   * @return the part that has passed, in milliseconds
   * @throws WorldException if the world runs in real time
   */
  long advance(long ms) throws WorldException;

  /**
   * Waits until a future completes; in a virtual world, lets time pass until then.
   *
   * @return the result of the future
   */
  <T> T await(CompletableFuture<T> future);

  /**
   * {@return a future that fails when the world cannot continue} The future may fail on any thread,
   * and the exception's message says why and what to do. Otherwise, it never completes.
   */
  CompletableFuture<Void> failure();

  @Override
  void close();
}
