package org.waymark.world;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.edge.ReplicaConfig;
import org.waymark.edge.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.OpenedParts;
import org.waymark.world.beacon.BeaconServer;
import org.waymark.world.certificate.CertificateServer;
import org.waymark.world.host.Host;
import org.waymark.world.router.BorderRouter;
import org.waymark.world.trust.TrustStore;

/**
 * The services of one AS: a border router, beacon and certificate servers, the replicas of the path
 * server, a host. Not thread-safe: its world is.
 */
final class RunningAs implements AutoCloseable {
  private final WorldPlan.PlannedAs plan;
  private final Logs logs;
  private final Ports ports;
  private final World.Mode mode;
  private final OpenedParts opened;
  private final SortedMap<String, RunningReplica> replicas = new TreeMap<>();
  private final TrustStore trust;
  private final BorderRouter router;
  private final List<BeaconServer> beaconServers = new ArrayList<>();
  private final Host host;

  /** A replica with its log. */
  private record RunningReplica(Replica replica, EventLog log) {
    void close() {
      replica.close();
      log.close();
    }
  }

  /**
   * Starts the AS, completely or not at all.
   *
   * @throws WorldException when a part does not start; the text says which and why
   */
  RunningAs(WorldPlan.PlannedAs plan, World.Shared shared, Logs logs, Ports ports, World.Mode mode)
      throws WorldException {
    this.plan = plan;
    this.logs = logs;
    this.ports = ports;
    this.mode = mode;
    this.opened = new OpenedParts(ports.faults());
    Site site = plan.site();
    try {
      opened.add(this::closeReplicas);
      logs.make(plan.replicas().getFirst(), site.certificates());
      for (ReplicaConfig config : plan.replicas()) {
        startReplica(config);
      }
      trust = new TrustStore(site.certificates(), shared.ed25519());
      for (String id : site.topology().certificateServers().keySet()) {
        opened.add(new CertificateServer(site, id, trust, ports));
      }
      router = opened.add(new BorderRouter(site, ports));
      for (String id : site.topology().beaconServers().keySet()) {
        beaconServers.add(
            opened.add(
                new BeaconServer(site, id, trust, shared.verifier(), shared.limits(), ports)));
      }
      host = opened.add(new Host(site.topology(), plan.host(), ports));
    } catch (IOException | StartupException e) {
      opened.close();
      throw new WorldException(site.ia() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void startReplica(ReplicaConfig config) throws StartupException {
    EventLog log = logs.open(config);
    try {
      Replica replica =
          switch (mode) {
            case REAL -> Replica.start(config, log, ports);
            case SIMULATED -> Replica.simulate(config, plan.site().certificates(), log, ports);
          };
      replicas.put(config.id(), new RunningReplica(replica, log));
    } catch (StartupException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Starts a replica that does not run. */
  void startReplica(String id) throws WorldException {
    if (replicas.containsKey(id)) {
      throw new WorldException("replica " + id + " runs already");
    }
    try {
      startReplica(config(id));
    } catch (StartupException e) {
      throw new WorldException(id + ": " + e.getMessage(), e);
    }
  }

  private ReplicaConfig config(String id) throws WorldException {
    return plan.replicas().stream()
        .filter(config -> config.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new WorldException(
                    plan.site().ia() + " has no replica " + id + ", it has " + replicaIds()));
  }

  private List<String> replicaIds() {
    return plan.replicas().stream().map(ReplicaConfig::id).toList();
  }

  /** Ends a replica. */
  void stopReplica(String id) throws WorldException {
    config(id);
    RunningReplica running = replicas.remove(id);
    if (running == null) {
      throw new WorldException("replica " + id + " does not run");
    }
    running.close();
  }

  private void closeReplicas() {
    replicas.values().forEach(RunningReplica::close);
    replicas.clear();
  }

  Host host() {
    return host;
  }

  TrustStore trust() {
    return trust;
  }

  /** {@return the replica, when it runs} */
  Optional<Replica> replica(String id) {
    return Optional.ofNullable(replicas.get(id)).map(RunningReplica::replica);
  }

  WorldStatus.As status() {
    List<WorldStatus.ReplicaStatus> status = new ArrayList<>();
    for (String id : replicaIds()) {
      status.add(
          replica(id)
              .map(RunningAs::status)
              .orElseGet(() -> new WorldStatus.ReplicaStatus(id, "stopped", 0, "", 0)));
    }
    return new WorldStatus.As(
        plan.site().ia(),
        plan.site().topology().core(),
        true,
        status,
        beaconServers.stream().map(BeaconServer::status).toList(),
        router.revokedInterfaces().keySet());
  }

  private static WorldStatus.ReplicaStatus status(Replica replica) {
    Replica.Standing standing = replica.standing(Topic.EVENTS);
    return new WorldStatus.ReplicaStatus(
        replica.id(),
        replica.state().toString(),
        standing.nextOffset(),
        standing.digest().sum().toString().substring(0, 8),
        revocations(replica));
  }

  private static long revocations(Replica replica) {
    return replica.registry().find("rc_revs_added_total").counters().stream()
        .mapToLong(counter -> Math.round(counter.count()))
        .sum();
  }

  /** {@return the status of an AS that does not run} */
  static WorldStatus.As stopped(WorldPlan.PlannedAs plan) {
    return new WorldStatus.As(
        plan.site().ia(),
        plan.site().topology().core(),
        false,
        plan.replicas().stream()
            .map(config -> new WorldStatus.ReplicaStatus(config.id(), "stopped", 0, "", 0))
            .toList(),
        List.of(),
        Set.of());
  }

  @Override
  public void close() {
    opened.close();
  }
}
