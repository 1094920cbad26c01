package org.waymark.runtime;

import java.nio.ByteBuffer;

/**
 * Receives the events of one connection: first {@code opened}, at most once; then the bytes;
 * finally {@code closed}, exactly once, no matter which end closed the connection. All calls are
 * made by one thread, one at a time.
 */
public interface StreamHandler {
  /**
   * Called when the connection is open.
   *
   * @param connection the connection, which is used for sending
   */
  void opened(StreamConnection connection);

  /**
   * Called when bytes have arrived. How the bytes are divided among calls has no meaning.
   *
   * @param bytes the bytes from position to limit; valid only during the call
   */
  void received(ByteBuffer bytes);

  /**
   * Called when the connection has ended or could not be established.
   *
   * @param why the reason, in human-readable form
   */
  void closed(String why);
}
