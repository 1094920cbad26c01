package org.waymark.server.message;

import java.util.random.RandomGenerator;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;

/**
 * Request ids for messages of our own and for those that came without one: random, never 0
 * (PROTOCOL 4). Safe for use by several threads, whatever the generator is.
 */
public final class RequestIds {
  private final RandomGenerator random;

  public RequestIds(RandomGenerator random) {
    this.random = random;
  }

  /** {@return a new id} */
  public synchronized long fresh() {
    long id = 0;
    while (id == 0) {
      id = random.nextLong();
    }
    return id;
  }

  /** {@return the message as one of our own} */
  public ControlPayload payload(Message message) {
    return new ControlPayload(message, fresh());
  }
}
