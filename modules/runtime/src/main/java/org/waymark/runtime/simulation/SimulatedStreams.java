package org.waymark.runtime.simulation;

import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;

/**
 * In-memory streams without files. Bytes arrive without delay, split into pieces as determined by a
 * seed.
 *
 * <p>Handlers run as timer tasks, that is, on the thread that drives the simulation. Not
 * thread-safe.
 */
public final class SimulatedStreams implements Streams {
  private final SimulatedTimers timers;
  private final SplittableRandom random;
  private final FaultHandler faults;
  private final Map<SocketPath, Listener> listening = new HashMap<>();

  public SimulatedStreams(SimulatedTimers timers, long seed, FaultHandler faults) {
    this.timers = timers;
    this.random = new SplittableRandom(seed);
    this.faults = faults;
  }

  @Override
  public StreamConnection connect(SocketPath socket, StreamHandler handler) {
    End near = new End(handler, Optional.empty());
    soon(() -> meet(socket, near));
    return near;
  }

  private void meet(SocketPath socket, End near) {
    Listener listener = listening.get(socket);
    if (near.ended) {
      return;
    }
    if (listener == null) {
      near.end("cannot connect to " + socket + ": no program is listening there");
      return;
    }
    End far = new End(listener.handlers.get(), Optional.of(listener));
    near.other = far;
    far.other = near;
    listener.taken.add(far);
    // This call is scheduled first, so that it runs before anything that the other handler does
    // when its connection is open.
    soon(
        () -> {
          if (!near.ended) {
            near.handler.opened(near);
          }
        });
    far.handler.opened(far);
  }

  @Override
  public StreamListener listen(SocketPath socket, Supplier<StreamHandler> handlers)
      throws IOException {
    Listener listener = new Listener(socket, handlers);
    if (listening.putIfAbsent(socket, listener) != null) {
      throw new BindException(
          "cannot listen on " + socket + ": another program is listening there");
    }
    return listener;
  }

  /** {@return the number of open connections that a listener has accepted} */
  int taken(SocketPath socket) {
    return listening.get(socket).taken.size();
  }

  private void soon(Runnable arrival) {
    timers.arriveAfter(
        0,
        () -> {
          try {
            arrival.run();
          } catch (Throwable e) {
            faults.fault("Failed to handle an event of a connection; continuing to read", e);
          }
        });
  }

  private final class Listener implements StreamListener {
    private final SocketPath socket;
    private final Supplier<StreamHandler> handlers;
    private final Set<End> taken = new LinkedHashSet<>();

    Listener(SocketPath socket, Supplier<StreamHandler> handlers) {
      this.socket = socket;
      this.handlers = handlers;
    }

    @Override
    public void close() {
      listening.remove(socket, this);
      List.copyOf(taken).forEach(end -> end.end("the listener was closed"));
    }
  }

  /** One end of a connection. The other end exists once a listener has accepted the connection. */
  private final class End implements StreamConnection {
    private final StreamHandler handler;
    private final Optional<Listener> by;
    private End other;
    private boolean ended;

    /**
     * @param by the listener that accepted the connection; empty at the connecting end
     */
    End(StreamHandler handler, Optional<Listener> by) {
      this.handler = handler;
      this.by = by;
    }

    @Override
    public boolean send(ByteBuffer bytes) {
      byte[] sent = new byte[bytes.remaining()];
      bytes.get(sent);
      if (ended || other == null) {
        return false;
      }
      int cut = random.nextInt(sent.length + 1);
      arrive(ByteBuffer.wrap(sent, 0, cut).slice());
      arrive(ByteBuffer.wrap(sent, cut, sent.length - cut).slice());
      return true;
    }

    private void arrive(ByteBuffer piece) {
      soon(
          () -> {
            if (!other.ended && piece.hasRemaining()) {
              other.handler.received(piece);
            }
          });
    }

    @Override
    public void close() {
      end("closed at this end");
    }

    private void end(String why) {
      if (ended) {
        return;
      }
      ended = true;
      by.ifPresent(listener -> listener.taken.remove(this));
      soon(() -> handler.closed(why));
      if (other != null) {
        soon(() -> other.end("closed at the other end"));
      }
    }
  }
}
