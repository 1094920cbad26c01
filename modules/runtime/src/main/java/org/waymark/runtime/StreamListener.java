package org.waymark.runtime;

/** A socket that takes connections. */
public interface StreamListener extends AutoCloseable {
  /**
   * Takes no more connections, ends those there are and removes the file. When this returns no
   * handler is given more bytes, except when it is one that closes. Closing twice is the same as
   * once.
   */
  @Override
  void close();
}
