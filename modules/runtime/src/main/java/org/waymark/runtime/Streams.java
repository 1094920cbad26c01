package org.waymark.runtime;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Where streams of bytes between the programs of one machine come from: Unix sockets, or simulated
 * ones. Callable from any thread.
 */
public interface Streams {
  /**
   * Begins to connect. Whether that succeeds is told to the handler, and may be before this
   * returns.
   *
   * @throws IOException when there can be no socket at all
   */
  StreamConnection connect(SocketPath socket, StreamHandler handler) throws IOException;

  /**
   * Listens from now on. A file that a dead listener left is replaced.
   *
   * @param handlers asked for one handler per connection
   * @throws IOException when somebody listens there already, the file is no socket, or it cannot be
   *     made; the text says why and what to do
   */
  StreamListener listen(SocketPath socket, Supplier<StreamHandler> handlers) throws IOException;
}
