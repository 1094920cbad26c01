package org.waymark.server.message;

import java.util.random.RandomGenerator;

/**
 * Request ids of messages that are no answers: random, and never 0, which stands for none. As safe
 * for several threads as the generator is.
 */
public final class RequestIds {
  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** {@return a fresh one} */
  public long next() {
    long id = random.nextLong();
    while (id == 0) {
      id = random.nextLong();
    }
    return id;
  }
}
