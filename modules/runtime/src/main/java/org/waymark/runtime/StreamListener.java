package org.waymark.runtime;

/** A socket that accepts connections, as {@link Streams} opens it. */
public interface StreamListener extends AutoCloseable {
  /**
   * Stops accepting connections, ends the open ones and removes the file. After this returns, no
   * handler receives more bytes, unless a handler itself made the call. Closing twice has no
   * further effect.
   */
  @Override
  void close();
}
