package org.waymark.faults.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards TCP connections to a server, and simulates a bad network on request.
 *
 * <p>Owned by the thread of the test, which changes the weather. Each connection has threads of its
 * own.
 */
final class TcpProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long POLL_MS = 10;

  /** The ways in which connections are forwarded. */
  enum Weather {
    /** All data arrives at once. */
    FINE(0),

    /** All data arrives late, as from a busy broker. */
    SLOW(120),

    /** No data arrives, but connections stay open, as with a hanging broker. */
    STALLED(0),

    /** All connections are closed, and new ones are closed at once. */
    CUT(0);

    private final long delayMs;

    Weather(long delayMs) {
      this.delayMs = delayMs;
    }
  }

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile InetSocketAddress server = new InetSocketAddress(0);
  private volatile Weather weather = Weather.FINE;
  private volatile boolean closed;

  /** Listens on a free port of the loopback address. */
  TcpProxy() throws IOException {
    listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread.ofVirtual().name("faults-proxy").start(work);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Sets the server to which new connections are forwarded. */
  void forwardTo(InetSocketAddress address) {
    server = address;
  }

  void change(Weather next) {
    weather = next;
    if (next == Weather.CUT) {
      open.forEach(TcpProxy::closeQuietly);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listening.accept();
        if (weather == Weather.CUT) {
          closeQuietly(client);
        } else {
          connect(client);
        }
      } catch (IOException ended) {
        // Either the proxy was closed, or one connection failed before it was forwarded.
        continue;
      }
    }
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    Socket there = new Socket();
    try {
      there.connect(server);
    } catch (IOException refused) {
      closeQuietly(client);
      throw refused;
    }
    open.add(there);
    start(() -> forward(client, there));
    start(() -> forward(there, client));
  }

  /**
   * Forwards data in one direction until one side closes the connection. Then both sides are
   * closed.
   */
  private void forward(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        Thread.sleep(weather.delayMs);
        while (weather == Weather.STALLED) {
          Thread.sleep(POLL_MS);
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException ended) {
      // One of the sides was closed; the other one learns of it now.
      return;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // The socket is unusable, which is what was wanted.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    weather = Weather.CUT;
    listening.close();
    open.forEach(TcpProxy::closeQuietly);
  }
}
