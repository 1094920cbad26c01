package org.waymark.cli.paths;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketAddresses;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Sends requests to the path servers of an AS in turn, as a host does. The next server is tried
 * after {@link #TURN} without a reply, or immediately if the system reports that no process is
 * listening on the port. The next request goes first to the server that replied last.
 *
 * <p>Used by one thread.
 */
final class PathServers implements AutoCloseable {
  static final Duration TURN = Duration.ofMillis(500);

  private final List<Asked> servers;
  private final Opening opening;
  private final Clock clock;
  private int current;

  /** Opens clients of servers. */
  interface Opening {
    /**
     * Opens a client of the server. The caller must close it.
     *
     * @return the client
     * @throws IOException if its socket cannot be opened; implementations may throw a {@link
     *     CommandException} instead
     */
    ScionUdpClient client(InetSocketAddress server) throws IOException;
  }

  /** A server and its open client, if any. */
  private static final class Asked {
    private final InetSocketAddress address;
    private Optional<ScionUdpClient> client = Optional.empty();
    private long requestId;

    Asked(InetSocketAddress address) {
      this.address = address;
    }

    /** Takes a new request id, so that replies to earlier requests are ignored. */
    void newQuestion() {
      client.ifPresent(open -> requestId = open.newRequestId());
    }

    Optional<SegmentReply> ask(SegmentRequest request, Duration turn, Opening opening)
        throws IOException {
      if (client.isEmpty()) {
        client = Optional.of(opening.client(address));
        newQuestion();
      }
      return client.get().ask(request, requestId, turn, turn);
    }

    void close() throws IOException {
      if (client.isPresent()) {
        client.get().close();
        client = Optional.empty();
      }
    }
  }

  /**
   * Creates the list; clients are opened when they are first used.
   *
   * @param servers the servers, at least one
   */
  PathServers(List<InetSocketAddress> servers, Opening opening, Clock clock) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers must not be empty");
    }
    this.servers = servers.stream().map(Asked::new).toList();
    this.opening = opening;
    this.clock = clock;
  }

  /**
   * Sends a request repeatedly until a server replies.
   *
   * @param timeout positive
   * @return the first reply of any server; empty if none arrived in time
   * @throws CommandException if no server can be reached; the message gives the reason
   */
  Optional<SegmentReply> ask(SegmentRequest request, Duration timeout) {
    servers.forEach(Asked::newQuestion);
    List<CommandException> failures = new ArrayList<>();
    long endNs = clock.monotonicNs() + timeout.toNanos();
    for (long leftNs = timeout.toNanos(); leftNs > 0; leftNs = endNs - clock.monotonicNs()) {
      Duration turn = Duration.ofNanos(Math.min(leftNs, TURN.toNanos()));
      try {
        Optional<SegmentReply> reply = askCurrent(request, turn);
        if (reply.isPresent()) {
          return reply;
        }
        failures.clear();
      } catch (CommandException e) {
        failures.add(e);
        if (failures.size() == servers.size()) {
          throw unreachable(failures);
        }
      }
      current = (current + 1) % servers.size();
    }
    return Optional.empty();
  }

  private Optional<SegmentReply> askCurrent(SegmentRequest request, Duration turn) {
    Asked server = servers.get(current);
    try {
      return server.ask(request, turn, opening);
    } catch (IOException e) {
      try {
        server.close();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw OwnDispatcher.failed(server.address, e);
    }
  }

  private CommandException unreachable(List<CommandException> failures) {
    CommandException last = failures.getLast();
    return servers.size() == 1
        ? last
        : new CommandException(
            "cannot reach any of the path servers %s; the last one failed: %s"
                .formatted(
                    servers.stream()
                        .map(server -> SocketAddresses.text(server.address))
                        .collect(Collectors.joining(", ")),
                    last.getMessage()),
            last);
  }

  @Override
  public void close() throws IOException {
    for (Asked server : servers) {
      server.close();
    }
  }
}
