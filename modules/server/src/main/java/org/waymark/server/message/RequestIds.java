package org.waymark.server.message;

import java.util.random.RandomGenerator;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;

/**
 * Generates random request ids, never 0, for messages of this server and for received messages
 * without an id (PROTOCOL 4). Safe for use by several threads, even if the random generator is not.
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

  /**
   * Wraps a message with a new request id.
   *
   * @return the payload
   */
  public ControlPayload payload(Message message) {
    return new ControlPayload(message, fresh());
  }
}
