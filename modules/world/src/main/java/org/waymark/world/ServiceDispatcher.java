package org.waymark.world;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.waymark.edge.Ports;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.dispatcher.Dispatcher;
import org.waymark.edge.udp.FirstHop;

/**
 * The dispatcher on the host of an AS's replicas (PROTOCOL 2.3). It can be stopped and started
 * while the replicas run; the replicas register with it again whenever it is running.
 *
 * <p>Not thread-safe: {@link World} serializes the calls.
 */
final class ServiceDispatcher implements AutoCloseable {
  private final Dispatcher.Config config;
  private final Ports ports;
  private Optional<Dispatcher> running = Optional.empty();

  private ServiceDispatcher(Dispatcher.Config config, Ports ports) {
    this.config = config;
    this.ports = ports;
  }

  /**
   * Creates the dispatcher of the given replicas.
   *
   * @return the dispatcher, not yet running; empty if the replicas do not use one
   * @throws WorldException if the replicas do not all share one dispatcher on one host, unless none
   *     of them uses a dispatcher
   */
  static Optional<ServiceDispatcher> of(List<ReplicaConfig> replicas, Ports ports)
      throws WorldException {
    Set<Optional<Dispatcher.Config>> wanted =
        replicas.stream().map(ServiceDispatcher::wanted).collect(Collectors.toSet());
    if (wanted.size() > 1) {
      throw new WorldException(
          "the replicas of an AS must share one dispatcher on one host; configured: "
              + wanted
              + "; configure the same dispatcher and address for all of them, or no dispatcher "
              + "at all");
    }
    return wanted.iterator().next().map(config -> new ServiceDispatcher(config, ports));
  }

  private static Optional<Dispatcher.Config> wanted(ReplicaConfig replica) {
    return replica
        .dispatcher()
        .map(
            socket ->
                new Dispatcher.Config(
                    socket,
                    new InetSocketAddress(
                        replica.listen().getAddress(), FirstHop.DISPATCHER_PORT)));
  }

  /**
   * Starts the dispatcher.
   *
   * @throws WorldException if it is already running or does not start
   */
  void start() throws WorldException {
    if (running.isPresent()) {
      throw new WorldException("the dispatcher at " + config.socket() + " is already running");
    }
    try {
      running =
          Optional.of(
              Dispatcher.open(
                  config,
                  new Dispatcher.Context(
                      ports.streams(),
                      ports.datagrams(),
                      ports.timers(),
                      ports.clock(),
                      new SimpleMeterRegistry())));
    } catch (IOException e) {
      throw new WorldException(e.getMessage(), e);
    }
  }

  /**
   * Stops the dispatcher.
   *
   * @throws WorldException if it is not running
   */
  void stop() throws WorldException {
    if (running.isEmpty()) {
      throw new WorldException("the dispatcher at " + config.socket() + " is not running");
    }
    close();
  }

  WorldStatus.DispatcherStatus status() {
    return new WorldStatus.DispatcherStatus(
        running.isPresent(), running.map(Dispatcher::applications).orElse(0));
  }

  @Override
  public void close() {
    running.ifPresent(Dispatcher::close);
    running = Optional.empty();
  }
}
