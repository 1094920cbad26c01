package org.waymark.runtime;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Opens streams over Unix sockets. A listener has one thread for all its connections; every
 * outgoing connection has its own thread.
 */
public final class UnixStreams implements Streams {
  private final FaultHandler faults;

  /**
   * @param faults the handler to notify if a stream handler fails, or if a socket fails without
   *     ending a connection; everything else keeps running
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
