package org.waymark.edge.udp;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;

/** Determines the UDP address to which a packet is sent first (PROTOCOL 2.2, "First hop"). */
public final class FirstHop {
  /** The port on which the dispatcher of every host of 2018 receives packets. */
  public static final int DISPATCHER_PORT = 30_041;

  private FirstHop() {}

  /**
   * Determines the first hop of a packet. If the packet has a path, the first hop is the border
   * router of the interface by which the path leaves the local AS. Otherwise, it is the dispatcher
   * of the destination host or, for a service, the dispatcher of the first server listed for that
   * service.
   *
   * @return the first hop; empty if the AS has no such interface or server, or if the destination
   *     is in another AS and there is no path
   */
  public static Optional<InetSocketAddress> of(
      ScionAddress destination, ScionPath path, Topology topology) {
    if (!path.isEmpty()) {
      return topology.router(path.egressInterface().orElseThrow());
    }
    if (!destination.ia().equals(topology.ia())) {
      return Optional.empty();
    }
    return switch (destination.host()) {
      case HostAddress.Service service ->
          servers(service, topology).values().stream()
              .findFirst()
              .map(server -> atDispatcher(server.address()));
      case HostAddress.None _ -> Optional.empty();
      case HostAddress.Ipv4 _, HostAddress.Ipv6 _ ->
          destination.host().ip().map(ip -> new InetSocketAddress(ip, DISPATCHER_PORT));
    };
  }

  private static Map<String, Topology.Server> servers(
      HostAddress.Service service, Topology topology) {
    HostAddress.Service one = service.anycast();
    if (one.equals(HostAddress.Service.BEACON)) {
      return topology.beaconServers();
    }
    if (one.equals(HostAddress.Service.PATH)) {
      return topology.pathServers();
    }
    return one.equals(HostAddress.Service.CERTIFICATE) ? topology.certificateServers() : Map.of();
  }

  private static InetSocketAddress atDispatcher(InetSocketAddress server) {
    return new InetSocketAddress(server.getAddress(), DISPATCHER_PORT);
  }
}
