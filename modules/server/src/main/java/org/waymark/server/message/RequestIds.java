package org.waymark.server.message;

import java.util.random.RandomGenerator;

/**
 * Request ids for messages that have none: random, never 0, which on the wire stands for "none".
 *
 * <p>Safe for use by several threads, whatever the generator is.
 */
public final class RequestIds {
  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** {@return a new id} */
  public synchronized long fresh() {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return id;
  }
}
