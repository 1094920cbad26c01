package org.waymark.world.router;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.waymark.edge.config.Topology;
import org.waymark.edge.udp.FirstHop;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;
import org.waymark.world.site.Habits;

/**
 * Chooses the path server for a packet that any path server may receive, either in turn or at
 * random. A router cannot know which path servers are dead, but if it uses them in turn, a repeated
 * packet reaches a different path server.
 *
 * <p>Callable from any thread.
 */
final class PathServerChoice {
  private final List<InetSocketAddress> servers;
  private final IntUnaryOperator index;

  /**
   * @param random the random generator, used if the habits require it; callable from any thread
   */
  static PathServerChoice of(Habits habits, Topology topology, RandomGenerator random) {
    AtomicInteger taken = new AtomicInteger();
    return new PathServerChoice(
        topology,
        switch (habits) {
          case WAYMARK -> count -> Math.floorMod(taken.getAndIncrement(), count);
          case ORIGINAL -> random::nextInt;
        });
  }

  private PathServerChoice(Topology topology, IntUnaryOperator index) {
    this.index = index;
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
   * Chooses the next hop of a packet to the path service: the host of a path server. If several
   * path servers share the host, its dispatcher chooses one.
   *
   * @return the next hop; empty for other destinations, or if the AS has no path server
   */
  Optional<InetSocketAddress> next(ScionAddress destination) {
    return HostAddress.Service.PATH.equals(destination.host()) && !servers.isEmpty()
        ? Optional.of(servers.get(index.applyAsInt(servers.size())))
        : Optional.empty();
  }
}
