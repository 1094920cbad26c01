package org.waymark.runtime;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Streams over Unix sockets. A listener has one thread for all its connections, a connection made
 * from here one of its own.
 */
public final class UnixStreams implements Streams {
  private final FaultHandler faults;

  /**
   * @param faults told when a handler throws or a socket fails in a way that ends no connection;
   *     the others go on
   */
  public UnixStreams(FaultHandler faults) {
    this.faults = faults;
  }

  @Override
  public StreamConnection connect(SocketPath socket, StreamHandler handler) throws IOException {
    return UnixLoop.connect(socket, handler, faults);
  }

  @Override
  public StreamListener listen(SocketPath socket, Supplier<StreamHandler> handlers)
      throws IOException {
    return UnixLoop.listen(UnixSocketFile.bind(socket), handlers, faults);
  }
}
