package org.waymark.runtime;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The file of a listening Unix socket. The system does not remove the file when the listener dies,
 * and cannot bind a socket to an existing file.
 *
 * <p>An attempt to connect shows whether a listener is alive. Two listeners that start at the same
 * instant do not notice each other, and the later listener takes over the file.
 *
 * @param fileKey identifies the file, to detect whether it has been replaced by another file
 */
record UnixSocketFile(SocketPath socket, ServerSocketChannel channel, Object fileKey) {
  private static final int BACKLOG = 128;

  /**
   * Binds a socket to its file, replacing the file of a dead listener.
   *
   * @throws BindException if the socket cannot be bound; the message says why and what to do
   */
  static UnixSocketFile bind(SocketPath socket) throws IOException {
    removeStale(socket);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket.path()), BACKLOG);
      return new UnixSocketFile(socket, channel, attributes(socket.path()).fileKey());
    } catch (IOException e) {
      channel.close();
      throw refusal(socket, e.getMessage() + "; its folder must exist and be writable", e);
    } catch (RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static void removeStale(SocketPath socket) throws IOException {
    Path file = socket.path();
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(file).isOther()) {
      throw refusal(socket, "the file exists but is not a socket; configure another path", null);
    }
    if (hasListener(socket)) {
      throw refusal(
          socket, "another program is listening there; stop it or configure another path", null);
    }
    Files.deleteIfExists(file);
  }

  private static boolean hasListener(SocketPath socket) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // The probe is non-blocking so that it does not wait for a listener that is alive but busy.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket.path()));
      return true;
    } catch (ConnectException dead) {
      return false;
    } catch (IOException e) {
      throw refusal(socket, "the socket exists but cannot be tested: " + e.getMessage(), e);
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static BindException refusal(SocketPath socket, String why, Throwable cause) {
    BindException refusal = new BindException("cannot listen on " + socket + ": " + why);
    refusal.initCause(cause);
    return refusal;
  }

  /** Closes the socket, and removes the file unless another listener has taken it over. */
  void remove() throws IOException {
    channel.close();
    if (isStillThis()) {
      Files.deleteIfExists(socket.path());
    }
  }

  private boolean isStillThis() throws IOException {
    try {
      return Optional.ofNullable(attributes(socket.path()).fileKey())
          .equals(Optional.ofNullable(fileKey));
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
