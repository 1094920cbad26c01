package org.waymark.world.router;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.waymark.edge.FirstHop;
import org.waymark.edge.Topology;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;

/**
 * Which path server of the AS takes a packet that any of them may take: each in turn. A router
 * cannot know which of them is dead; whoever repeats what was lost reaches another one.
 *
 * <p>Callable from any thread.
 */
final class PathServersInTurn {
  private final List<InetSocketAddress> servers;
  private final AtomicInteger taken = new AtomicInteger();

  PathServersInTurn(Topology topology) {
    this.servers =
        topology.pathServers().values().stream()
            .map(server -> HostAddress.of(server.address().getAddress()))
            .flatMap(
                host ->
                    FirstHop.of(new ScionAddress(topology.ia(), host), ScionPath.EMPTY, topology)
                        .stream())
            .toList();
  }

  /**
   * {@return where a packet to the path service goes next: to the host of a server, whose
   * dispatcher chooses when several are there. Nothing for other destinations, or when the AS has
   * none}
   */
  Optional<InetSocketAddress> next(ScionAddress destination) {
    return HostAddress.Service.PATH.equals(destination.host()) && !servers.isEmpty()
        ? Optional.of(servers.get(Math.floorMod(taken.getAndIncrement(), servers.size())))
        : Optional.empty();
  }
}
