package org.waymark.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;
import org.waymark.embedded.EmbeddedBrokerException.Reason;

/**
 * The listening sockets of a broker, bound before the broker starts. Binding early detects that a
 * port is in use, and makes a port chosen by the system known before the configuration is written.
 *
 * <p>Owned by the broker. Bound by the thread that starts the broker, and taken over by threads of
 * Kafka through a concurrent map.
 */
final class BoundListeners implements ServerSocketFactory, AutoCloseable {
  private static final int DEFAULT_SIZE = -1;

  private final Map<String, ServerSocketChannel> byListener = new ConcurrentHashMap<>();

  /**
   * Binds a listener.
   *
   * @param port the port to bind; 0 means any free port
   * @return the port that was bound
   */
  int bind(String listener, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try {
      if (address.isUnresolved()) {
        throw new IOException("no such host");
      }
      ServerSocketChannel channel =
          ServerSocketFactory.INSTANCE.openServerSocket(
              listener, address, DEFAULT_SIZE, DEFAULT_SIZE);
      byListener.put(listener, channel);
      return channel.socket().getLocalPort();
    } catch (IOException | RuntimeException failed) {
      throw refusal(address, failed);
    }
  }

  /** Hands over the bound socket of the listener, which the broker then closes. */
  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBufferSize)
      throws IOException {
    return Optional.ofNullable(byListener.remove(listener))
        .orElseThrow(() -> new IOException("listener " + listener + " was not bound"));
  }

  /** Closes the sockets that the broker has not taken over. */
  @Override
  public void close() {
    for (String listener : byListener.keySet()) {
      ServerSocketChannel channel = byListener.remove(listener);
      try {
        channel.close();
      } catch (IOException failed) {
        throw new EmbeddedBrokerException(
            Reason.START_FAILED,
            "cannot close listener " + listener + ": " + reason(failed),
            failed);
      }
    }
  }

  private static EmbeddedBrokerException refusal(InetSocketAddress address, Exception cause) {
    String where = address.getHostString() + ":" + address.getPort();
    boolean inUse = cause instanceof BindException || cause.getCause() instanceof BindException;
    return inUse
        ? new EmbeddedBrokerException(
            Reason.PORT_IN_USE,
            "the embedded broker cannot listen on "
                + where
                + " ("
                + reason(cause)
                + "); "
                + (reason(cause).contains("assign requested")
                    ? "this machine does not have the address; use one that it has"
                    : "stop the program that uses it, or choose another port (0 for any free one)"),
            cause)
        : new EmbeddedBrokerException(
            Reason.START_FAILED,
            "the embedded broker cannot listen on "
                + where
                + ": "
                + reason(cause)
                + (reason(cause).contains("oo many open files")
                    ? "; this process has reached its limit of open files; raise it (ulimit -n)"
                    : "; use an address of this machine"),
            cause);
  }

  private static String reason(Exception cause) {
    return String.valueOf(cause.getMessage());
  }
}
