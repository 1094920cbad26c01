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

/** How a command that asks a path server sends and receives: by itself, or through a dispatcher. */
final class OwnDispatcher {
  @Option(
      names = "--dispatcher",
      paramLabel = "SOCKET",
      description =
          "The Unix socket of the dispatcher of this host. Use it when the path server is behind a"
              + " dispatcher, too: the request goes to port 30041 of its host.")
  private Path dispatcher;

  @Option(
      names = "--local",
      paramLabel = "IP",
      description =
          "The address at which the dispatcher of this host receives packets; needs --dispatcher."
              + " Default: the address from which this host reaches the path server.")
  private InetAddress local;

  /** {@return whether one was named} */
  boolean isNamed() {
    return dispatcher != null;
  }

  /**
   * {@return a client of the server, behind the dispatcher when one was named: then both are in the
   * AS of the server, since nothing leads to another one without a path}
   *
   * @param ia the AS of the client
   * @throws CommandException when the dispatcher cannot be registered with
   * @throws IOException when there is no dispatcher and no socket of its own either
   */
  ScionUdpClient client(InetSocketAddress server, IsdAs serverIa, IsdAs ia, Clock clock)
      throws IOException {
    if (dispatcher == null) {
      if (local != null) {
        throw new CommandException("--local goes with --dispatcher: name that too");
      }
      return new ScionUdpClient(server, serverIa, ia, clock);
    }
    return behind(dispatcher, local == null ? towards(server) : local, server, serverIa, clock);
  }

  /** {@return a client behind a dispatcher} */
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

  /** {@return what went wrong between here and a server} */
  static CommandException failed(InetSocketAddress server, IOException failure) {
    return new CommandException(
        "cannot ask %s (%s): is a path server listening there?"
            .formatted(SocketAddresses.text(server), Causes.text(failure)),
        failure);
  }
}
