package org.waymark.cli.paths;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.runtime.Causes;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.Option;

/**
 * The options for reaching a path server, either from a separate socket or through a dispatcher.
 */
final class OwnDispatcher {
  @Option(
      names = "--dispatcher",
      paramLabel = "SOCKET",
      description =
          "The Unix socket of this host's dispatcher. Use this option if the path server, like this"
              + " host, is behind a dispatcher; requests then go to port 30041 of the path server's"
              + " host.")
  private Path dispatcher;

  @Option(
      names = "--local",
      paramLabel = "IP",
      description =
          "The address at which this host's dispatcher receives packets; requires --dispatcher."
              + " Default: the address from which this host reaches the path server.")
  private InetAddress local;

  /** {@return whether {@code --dispatcher} was given} */
  boolean isNamed() {
    return dispatcher != null;
  }

  /**
   * Creates a client of the server. With {@code --dispatcher}, the client uses the dispatcher and
   * must be in the server's AS, because reaching another AS would require a path.
   *
   * @param ia the AS of the client
   * @return the client
   * @throws CommandException if the client cannot register with the dispatcher
   * @throws IOException if the client uses no dispatcher and its own socket cannot be opened
   */
  ScionUdpClient client(InetSocketAddress server, IsdAs serverIa, IsdAs ia, Clock clock)
      throws IOException {
    if (dispatcher == null) {
      if (local != null) {
        throw new CommandException("--local requires --dispatcher");
      }
      return new ScionUdpClient(server, serverIa, ia, clock);
    }
    return behind(dispatcher, local == null ? towards(server) : local, server, serverIa, clock);
  }

  /**
   * Creates a client behind a dispatcher.
   *
   * @return the client
   */
  static ScionUdpClient behind(
      Path dispatcher, InetAddress self, InetSocketAddress server, IsdAs ia, Clock clock) {
    try {
      return ScionUdpClient.behind(new SocketPath(dispatcher), self, server, ia, clock);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException("cannot register with the dispatcher: " + e.getMessage(), e);
    }
  }

  private static InetAddress towards(InetSocketAddress server) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      return socket.getLocalAddress();
    }
  }

  /**
   * Creates the error for a server that cannot be reached.
   *
   * @return the error
   */
  static CommandException failed(InetSocketAddress server, IOException failure) {
    return new CommandException(
        "cannot reach %s (%s): is a path server listening there?"
            .formatted(SocketAddresses.text(server), Causes.text(failure)),
        failure);
  }
}
