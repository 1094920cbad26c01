package org.waymark.runtime.simulation;

import java.io.IOException;
import java.util.function.Supplier;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;

/** The streams of a simulation in which programs have only datagrams: there are none. */
public final class NoStreams implements Streams {
  @Override
  public StreamConnection connect(SocketPath socket, StreamHandler handler) throws IOException {
    throw new IOException("cannot connect to " + socket + ": this simulation has no streams");
  }

  @Override
  public StreamListener listen(SocketPath socket, Supplier<StreamHandler> handlers)
      throws IOException {
    throw new IOException("cannot listen at " + socket + ": this simulation has no streams");
  }
}
