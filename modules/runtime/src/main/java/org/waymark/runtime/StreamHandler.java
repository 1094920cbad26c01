package org.waymark.runtime;

import java.nio.ByteBuffer;

/**
 * Takes what happens to one connection: opened at most once and first, then bytes, and closed
 * exactly once and last, whoever closed it. All on one thread, one call at a time.
 */
public interface StreamHandler {
  /**
   * The connection stands.
   *
   * @param connection to send by
   */
  void opened(StreamConnection connection);

  /**
   * Some bytes came, in pieces that mean nothing.
   *
   * @param bytes from position to limit; valid only during the call
   */
  void received(ByteBuffer bytes);

  /**
   * The connection is gone, or never came to be.
   *
   * @param why for people
   */
  void closed(String why);
}
