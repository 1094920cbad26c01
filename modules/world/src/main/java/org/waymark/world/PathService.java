package org.waymark.world;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * The path server replicas of one AS, with their log and, if they use one, their dispatcher. Not
 * thread-safe: {@link World} serializes the calls.
 */
final class PathService implements AutoCloseable {
  private final WorldPlan.PlannedAs plan;
  private final Logs logs;
  private final Ports ports;
  private final World.Mode mode;
  private final ReplicaListener listener;
  private final Optional<ServiceDispatcher> dispatcher;
  private final SortedMap<String, RunningReplica> replicas = new TreeMap<>();

  /** A running replica and the parts that are closed together with it. */
  private record RunningReplica(Replica replica, OpenedParts opened) {}

  /**
   * Creates the log and starts every replica. If that fails, nothing is left running.
   *
   * @throws WorldException if the log cannot be created or a replica does not start; the message
   *     names the failed part and the reason
   */
  PathService(
      WorldPlan.PlannedAs plan, Logs logs, Ports ports, World.Mode mode, ReplicaListener listener)
      throws WorldException {
    this.plan = plan;
    this.logs = logs;
    this.ports = ports;
    this.mode = mode;
    this.listener = listener;
    this.dispatcher = ServiceDispatcher.of(plan.replicas(), ports);
    try (Opening opening = new Opening(this::close)) {
      if (dispatcher.isPresent()) {
        dispatcher.get().start();
      }
      Set<TopicNames> made = new HashSet<>();
      for (ReplicaConfig config : plan.replicas()) {
        if (made.add(config.kafka().names())) {
          logs.make(config, plan.site().certificates());
        }
        start(config);
      }
      opening.succeeded();
    } catch (LogException e) {
      throw new WorldException(plan.site().ia() + ": " + e.getMessage(), e);
    }
  }

  private void start(ReplicaConfig config) throws WorldException {
    OpenedParts opened = new OpenedParts(ports.faults());
    try (Opening opening = new Opening(opened::close)) {
      EventLog log = opened.add(logs.open(config));
      Replica replica =
          switch (mode) {
            case REAL -> Replica.start(config, log, ports);
            case SIMULATED -> Replica.simulate(config, plan.site().certificates(), log, ports);
          };
      opened.add(replica);
      opened.add(listener.started(config, replica));
      replicas.put(config.id(), new RunningReplica(replica, opened));
      opening.succeeded();
    } catch (StartupException | LogException | StoreException e) {
      throw new WorldException(config.id() + ": " + e.getMessage(), e);
    }
  }

  /** Starts a replica that is not running. */
  void start(String id) throws WorldException {
    if (replicas.containsKey(id)) {
      throw new WorldException("replica " + id + " is already running");
    }
    start(config(id));
  }

  private ReplicaConfig config(String id) throws WorldException {
    return plan.replicas().stream()
        .filter(config -> config.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new WorldException(
                    plan.site().ia() + " has no replica " + id + "; its replicas are " + ids()));
  }

  private List<String> ids() {
    return plan.replicas().stream().map(ReplicaConfig::id).toList();
  }

  /**
   * Kills a replica and then closes its log, just as the operating system closes the connections of
   * a dead process.
   */
  void kill(String id) throws WorldException {
    config(id);
    RunningReplica running = replicas.remove(id);
    if (running == null) {
      throw new WorldException("replica " + id + " is not running");
    }
    running.opened().kill();
  }

  /**
   * {@return the dispatcher that the replicas use}
   *
   * @throws WorldException if they do not use one
   */
  ServiceDispatcher dispatcher() throws WorldException {
    return dispatcher.orElseThrow(
        () -> new WorldException("the replicas of " + plan.site().ia() + " have no dispatcher"));
  }

  /** {@return the status of the dispatcher, if the replicas use one} */
  Optional<WorldStatus.DispatcherStatus> dispatcherStatus() {
    return dispatcher.map(ServiceDispatcher::status);
  }

  /** {@return the replica, if it is running} */
  Optional<Replica> replica(String id) {
    return Optional.ofNullable(replicas.get(id)).map(RunningReplica::replica);
  }

  /** {@return the running replica with the lowest id} */
  Optional<Replica> first() {
    return replicas.values().stream().findFirst().map(RunningReplica::replica);
  }

  /**
   * {@return whether any running replica has a current revocation of the interface at the given
   * time}
   */
  boolean revokes(AsInterface end, long clockMs) {
    return replicas.values().stream().anyMatch(one -> revokes(one.replica(), end, clockMs));
  }

  private static boolean revokes(Replica replica, AsInterface end, long clockMs) {
    try (ReadView view = replica.view()) {
      return view.revocations(end.ia(), end.id()).stream()
          .anyMatch(stored -> stored.revocation().isCurrent(clockMs));
    }
  }

  /** {@return the status of every replica of the AS, running or not} */
  List<WorldStatus.ReplicaStatus> status() {
    List<WorldStatus.ReplicaStatus> status = new ArrayList<>();
    for (String id : ids()) {
      status.add(replica(id).map(PathService::status).orElseGet(() -> stopped(id)));
    }
    return status;
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

  /** {@return the status of a replica that is not running} */
  static WorldStatus.ReplicaStatus stopped(String id) {
    return new WorldStatus.ReplicaStatus(id, "stopped", 0, "", 0);
  }

  @Override
  public void close() {
    replicas.values().forEach(running -> running.opened().close());
    replicas.clear();
    dispatcher.ifPresent(ServiceDispatcher::close);
  }
}
