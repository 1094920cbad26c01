package org.waymark.runtime;

import java.nio.ByteBuffer;

/** One end of a stream of bytes. All methods are callable from any thread. */
public interface StreamConnection extends AutoCloseable {
  /** The maximum number of bytes that wait for the other end to read. */
  int MAX_WAITING_BYTES = 1 << 20;

  /**
   * Sends all of the bytes, after those sent before, or none of them. It never blocks, and buffers
   * at most {@value #MAX_WAITING_BYTES} bytes for an end that does not read.
   *
   * @param bytes the bytes from position to limit; the position equals the limit afterwards, and
   *     the buffer is not retained
   * @return whether the bytes were accepted; false if too many are waiting or the connection is not
   *     open
   */
  boolean send(ByteBuffer bytes);

  /**
   * Ends the connection; bytes that are still waiting are lost. After this returns, the handler of
   * a connection made by {@link Streams#connect} receives no more bytes, unless the handler itself
   * made the call. Closing twice has no further effect.
   */
  @Override
  void close();
}
