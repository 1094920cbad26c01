package org.waymark.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that serves either all connections of one listener or a single outgoing connection: it
 * reads from the connections and calls their handlers.
 *
 * <p>Any thread may end a connection. The channel is closed at once, and this thread notifies the
 * handler in its next iteration.
 */
final class UnixLoop {
  private static final Logger LOG = LoggerFactory.getLogger(UnixLoop.class);

  private static final int READ_BYTES = 1 << 16;
  private static final long CLOSE_WAIT_MS = 1_000;

  /**
   * The time that the thread waits after a failure. The wait grows with each consecutive failure,
   * up to a hundred times this time.
   */
  private static final long BACK_OFF_NS = 1_000_000;

  private final SocketPath socket;
  private final FaultHandler faults;
  private final Selector selector;
  private final Queue<UnixConnection> ended = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private Thread thread;
  private volatile boolean stopped;
  private int failures;

  private UnixLoop(SocketPath socket, FaultHandler faults) throws IOException {
    this.socket = socket;
    this.faults = faults;
    this.selector = Selector.open();
  }

  /**
   * Starts a loop that opens a connection.
   *
   * @return the connection, which may not be open yet
   */
  static StreamConnection connect(SocketPath socket, StreamHandler handler, FaultHandler faults)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    UnixLoop loop = withSelector(socket, faults, channel);
    UnixConnection connection = new UnixConnection(channel, handler, loop, true);
    loop.start(
        () -> {
          loop.dial(connection);
          loop.run(key -> loop.serve((UnixConnection) key.attachment(), key));
        });
    return connection;
  }

  /**
   * Starts a loop that accepts connections on a bound socket.
   *
   * @return the listener
   */
  static StreamListener listen(
      UnixSocketFile file, Supplier<StreamHandler> handlers, FaultHandler faults)
      throws IOException {
    UnixLoop loop = withSelector(file.socket(), faults, file::remove);
    try {
      file.channel().configureBlocking(false);
      file.channel().register(loop.selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException | Error e) {
      loop.close(loop.selector);
      loop.close(file::remove);
      throw e;
    }
    loop.start(
        () ->
            loop.run(
                key -> {
                  if (key.attachment() instanceof UnixConnection connection) {
                    loop.serve(connection, key);
                  } else {
                    loop.accept(file, handlers);
                  }
                }));
    return () -> loop.stop(file);
  }

  private static UnixLoop withSelector(SocketPath socket, FaultHandler faults, Closeable opened)
      throws IOException {
    try {
      return new UnixLoop(socket, faults);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private void start(Runnable work) {
    thread = Thread.ofPlatform().daemon().name("unix-" + socket).unstarted(work);
    thread.start();
  }

  /** Serves a connection or listener that is ready. */
  private interface Service {
    void serve(SelectionKey key) throws IOException;
  }

  private void run(Service service) {
    while (true) {
      tellEnded();
      if (stopped) {
        break;
      }
      try {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          service.serve(key);
        }
        selector.selectedKeys().clear();
        failures = 0;
      } catch (IOException | RuntimeException e) {
        failures = Math.min(failures + 1, 100);
        faults.fault(
            "Failed to wait for events at the Unix socket " + socket + "; trying again", e);
        LockSupport.parkNanos(failures * BACK_OFF_NS);
      }
    }
    List.copyOf(selector.keys()).forEach(UnixLoop::endOf);
    tellEnded();
    close(selector);
  }

  private static void endOf(SelectionKey key) {
    if (key.attachment() instanceof UnixConnection connection) {
      connection.end("the listener was closed");
    }
  }

  private void dial(UnixConnection connection) {
    try {
      connection.channel().connect(UnixDomainSocketAddress.of(socket.path()));
      open(connection);
    } catch (IOException e) {
      connection.end("cannot connect to " + socket + ": " + e.getMessage());
    }
  }

  private void accept(UnixSocketFile file, Supplier<StreamHandler> handlers) throws IOException {
    if (stopped) {
      return;
    }
    SocketChannel channel = file.channel().accept();
    if (channel == null) {
      return;
    }
    UnixConnection connection;
    try {
      connection = new UnixConnection(channel, handlers.get(), this, false);
    } catch (RuntimeException | Error e) {
      close(channel);
      throw e;
    }
    try {
      open(connection);
    } catch (IOException | RuntimeException | Error e) {
      connection.end("cannot read: " + e.getMessage());
      throw e;
    }
  }

  private void open(UnixConnection connection) throws IOException {
    connection.channel().configureBlocking(false);
    connection.stands(connection.channel().register(selector, SelectionKey.OP_READ, connection));
    guarded(() -> connection.handler().opened(connection));
  }

  private void serve(UnixConnection connection, SelectionKey key) {
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isReadable()) {
        read(connection);
      }
    } catch (CancelledKeyException e) {
      LOG.debug("Skipped a connection on {} that another thread has just closed", socket, e);
    }
  }

  private void read(UnixConnection connection) {
    buffer.clear();
    try {
      int read = connection.channel().read(buffer);
      if (read < 0) {
        connection.end("closed at the other end");
      } else if (read > 0) {
        guarded(() -> connection.handler().received(buffer.flip()));
      }
    } catch (IOException e) {
      connection.end(e.getMessage());
    }
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      faults.fault(
          "Failed to handle an event at the Unix socket " + socket + "; continuing to read", e);
    }
  }

  private void tellEnded() {
    for (UnixConnection next = ended.poll(); next != null; next = ended.poll()) {
      UnixConnection connection = next;
      if (connection.isLone()) {
        stopped = true;
      }
      guarded(() -> connection.handler().closed(connection.why()));
    }
  }

  /** Schedules a call that notifies the handler of a connection that the connection has ended. */
  void ended(UnixConnection connection) {
    ended.add(connection);
    selector.wakeup();
  }

  /** Arranges for {@link UnixConnection#flush} to be called when the system accepts more bytes. */
  void awaitWritable(SelectionKey key) {
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    selector.wakeup();
  }

  void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      faults.fault("Failed to close a part of the Unix socket " + socket, e);
    }
  }

  private void stop(UnixSocketFile file) {
    stopped = true;
    close(file::remove);
    selector.wakeup();
    awaitEnd();
  }

  /** Waits for a handler call that is in progress, unless the caller is that handler itself. */
  void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_WAIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (thread.isAlive()) {
      LOG.warn("Closed {}, but a handler is still running after {} ms", socket, CLOSE_WAIT_MS);
    }
  }
}
