package org.waymark.runtime;

import java.nio.ByteBuffer;

/** One end of a stream of bytes. All methods are callable from any thread. */
public interface StreamConnection extends AutoCloseable {
  /** How many bytes wait at most for an other end that does not read. */
  int MAX_WAITING_BYTES = 1 << 20;

  /**
   * Sends bytes after all those sent before, or none of them: it never blocks, and holds no more
   * than {@value #MAX_WAITING_BYTES} bytes for an end that does not read.
   *
   * @param bytes from position to limit, which are equal afterwards; not kept
   * @return whether they were taken: not when too many wait, nor when the connection does not stand
   */
  boolean send(ByteBuffer bytes);

  /**
   * Ends the connection; what still waits is lost. When this returns, the handler of a connection
   * made by {@link Streams#connect} is given no more bytes, except when it is the handler that
   * closes. Closing twice is the same as once.
   */
  @Override
  void close();
}
