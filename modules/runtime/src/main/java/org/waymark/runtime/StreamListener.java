package org.waymark.runtime;

/** A socket that accepts connections, opened by {@link Streams#listen}. */
public interface StreamListener extends AutoCloseable {
  /**
   * Stops accepting connections, ends the open ones and removes the file of the socket. After this
   * method returns, no handler receives more bytes, unless a handler itself called this method.
   * Closing again has no effect.
   */
  @Override
  void close();
}
