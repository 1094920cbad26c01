package org.waymark.runtime;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Opens byte streams between the programs of one machine, over Unix sockets or simulated ones.
 * Callable from any thread.
 */
public interface Streams {
  /**
   * Starts connecting. The handler is notified of the result, possibly before this method returns.
   *
   * @throws IOException if no socket can be opened at all
   */
  StreamConnection connect(SocketPath socket, StreamHandler handler) throws IOException;

  /**
   * Starts listening. A file left behind by a dead listener is replaced.
   *
   * @param handlers a supplier of one handler per connection
   * @throws IOException if another program listens there, the file is not a socket, or the socket
   *     cannot be created; the message says why and what to do
   */
  StreamListener listen(SocketPath socket, Supplier<StreamHandler> handlers) throws IOException;
}
