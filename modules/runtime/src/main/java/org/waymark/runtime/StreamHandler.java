package org.waymark.runtime;

import java.nio.ByteBuffer;

/**
 * Receives the events of one connection: first {@code opened}, at most once; then the bytes; last
 * {@code closed}, exactly once, whichever end closed it. All calls come from one thread, one at a
 * time.
 */
public interface StreamHandler {
  /**
   * The connection is open.
   *
   * @param connection through which to send
   */
  void opened(StreamConnection connection);

  /**
   * Some bytes have arrived. How they are split into calls has no meaning.
   *
   * @param bytes the bytes from position to limit; valid only during the call
   */
  void received(ByteBuffer bytes);

  /**
   * The connection has ended, or could not be made.
   *
   * @param why the reason, human-readable
   */
  void closed(String why);
}
