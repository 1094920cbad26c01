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
 * The file of a listening Unix socket: the system neither removes it when its listener dies nor
 * binds to one that is there.
 *
 * <p>Whether a listener lives is found out by connecting. Two that start within the same instant
 * are not kept apart: the later one takes the file.
 *
 * @param fileKey by which it is told whether the file is still this one
 */
record UnixSocketFile(SocketPath socket, ServerSocketChannel channel, Object fileKey) {
  private static final int BACKLOG = 128;

  /**
   * {@return a socket that is bound to its file}
   *
   * @throws BindException when it cannot be; the text says why and what to do
   */
  static UnixSocketFile bind(SocketPath socket) throws IOException {
    removeStale(socket);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(socket.path()), BACKLOG);
      return new UnixSocketFile(socket, channel, attributes(socket.path()).fileKey());
    } catch (IOException e) {
      channel.close();
      throw refusal(socket, e.getMessage() + "; its folder has to be there and writable", e);
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
      throw refusal(socket, "there is a file that is no socket: configure another path", null);
    }
    if (hasListener(socket)) {
      throw refusal(
          socket, "another program listens there; stop it or configure another path", null);
    }
    Files.deleteIfExists(file);
  }

  private static boolean hasListener(SocketPath socket) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Not to wait for a listener that is busy: it lives.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket.path()));
      return true;
    } catch (ConnectException dead) {
      return false;
    } catch (IOException e) {
      throw refusal(socket, "there is a socket that cannot be tried: " + e.getMessage(), e);
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static BindException refusal(SocketPath socket, String why, Throwable cause) {
    BindException refusal = new BindException("cannot listen at " + socket + ": " + why);
    refusal.initCause(cause);
    return refusal;
  }

  /** Closes the socket, and removes the file unless it is another's by now. */
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
