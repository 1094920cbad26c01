package org.waymark.runtime;

import java.nio.ByteBuffer;

/** One end of a stream of bytes. All methods are callable from any thread. */
public interface StreamConnection extends AutoCloseable {
  /** The maximum number of bytes that may wait to be read by the other end. */
  int MAX_WAITING_BYTES = 1 << 20;

  /**
   * Sends either all of the bytes, after those sent before, or none of them. This method never
   * blocks. At most {@value #MAX_WAITING_BYTES} bytes are buffered if the other end does not read.
   *
   * @param bytes the bytes from position to limit; the position equals the limit afterwards, and
   *     the buffer is not retained
   * @return whether the bytes were accepted; false if too many are waiting or the connection is not
   *     open
   */
  boolean send(ByteBuffer bytes);

  /**
   * Ends the connection; bytes that are still waiting are lost. If the connection was opened by
   * {@link Streams#connect}, its handler receives no more bytes after this method returns, unless
   * the handler itself called this method. Closing again has no effect.
   */
  @Override
  void close();
}
