package org.waymark.edge;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.edge.dispatcher.DispatchedEndpoint;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.packet.HostAddress;

/**
 * Opens the transport for the packets of a replica: over its own UDP socket or through a
 * dispatcher.
 */
final class PacketTransport {
  private PacketTransport() {}

  /**
   * Opens the transport that the configuration requests. If a dispatcher is configured, it need not
   * be running yet.
   *
   * @return the open transport
   * @throws StartupException if the address cannot be used
   */
  static ScionUdp open(
      ReplicaConfig config,
      Supplier<Topology> topology,
      Ports ports,
      ServerMetrics metrics,
      MeterRegistry registry)
      throws StartupException {
    Optional<InetSocketAddress> knownAs =
        config
            .topology()
            .pathServer(config.id())
            .filter(server -> server.socket().equals(config.listen()))
            .map(Topology.Server::address);
    Datagrams datagrams = ports.datagrams();
    if (config.dispatcher().isPresent()) {
      DispatcherRegistration registration = registration(config, knownAs.orElse(config.listen()));
      datagrams =
          throughDispatcher(
              config.dispatcher().get(),
              registration,
              new DispatchedEndpoint.Context(
                  ports.streams(), ports.timers(), ports.clock(), registry, ports.faults()));
    }
    try {
      return ScionUdp.open(
          new ScionUdp.Config(config.listen(), knownAs),
          topology,
          new ScionUdp.Context(datagrams, config.limits().decoder(), metrics, ports.clock()));
    } catch (IOException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  private static Datagrams throughDispatcher(
      SocketPath socket, DispatcherRegistration registration, DispatchedEndpoint.Context context) {
    return (listen, handler) -> DispatchedEndpoint.open(socket, registration, handler, context);
  }

  /**
   * Builds a path server's registration with the dispatcher. The registration covers packets to the
   * server's address and to the path service, and SCMP errors.
   */
  private static DispatcherRegistration registration(ReplicaConfig config, InetSocketAddress known)
      throws StartupException {
    if (known.getAddress().isAnyLocalAddress()) {
      throw new StartupException(
          "listen "
              + SocketAddresses.text(known)
              + " cannot be registered with a dispatcher, because packets are addressed to a"
              + " specific host: configure the address to which others send");
    }
    InetSocketAddress listen = config.listen();
    Optional<DispatcherRegistration.Bind> bind =
        known.equals(listen)
            ? Optional.empty()
            : Optional.of(
                new DispatcherRegistration.Bind(
                    HostAddress.of(listen.getAddress()), listen.getPort()));
    return new DispatcherRegistration(
        config.ia(),
        HostAddress.of(known.getAddress()),
        known.getPort(),
        bind,
        Optional.of(HostAddress.Service.PATH),
        true);
  }
}
