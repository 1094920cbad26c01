package org.waymark.world;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.Opening;
import org.waymark.runtime.Timers;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;
import org.waymark.world.beacon.BeaconLimits;
import org.waymark.world.host.Host;
import org.waymark.world.site.Habits;
import org.waymark.world.trust.TrustStore;

/**
 * A SCION network in one process. Links can be cut, ASes stopped and replicas killed, and all of
 * this can be undone. A world accesses the outside world only through its ports, so it can run in
 * real time for users and in virtual time for tests.
 *
 * <p>Callable from any thread, one action at a time.
 */
public final class World implements AutoCloseable {
  /**
   * The number of replicas that start concurrently. Starting a replica mostly means waiting for the
   * broker and the disk.
   */
  private static final int STARTED_AT_ONCE = 8;

  private final WorldPlan plan;
  private final Logs logs;
  private final Ports ports;
  private final Function<IsdAs, Timers> timers;
  private final Mode mode;
  private final ReplicaListener listener;
  private final Links links;
  private final LinkStates linkStates;
  private final Shared shared;
  private final List<Trc> anchors;
  private final SortedMap<IsdAs, RunningAs> running = new TreeMap<>();

  /** The ways in which replicas run. */
  public enum Mode {
    /** Replicas use RocksDB and their own threads. */
    REAL,
    /** Replicas use in-memory stores and the threads of the ports. */
    SIMULATED
  }

  /**
   * The parts shared by the services of all ASes. The verifier is shared because the beacons of all
   * ASes begin with the same entries.
   */
  record Shared(Ed25519 ed25519, SegmentVerifier verifier, BeaconLimits limits, Habits habits) {}

  /**
   * Starts every AS.
   *
   * @param ports the ports of all ASes, except for their timers
   * @param timers supplies the timers of each AS, which outlive the world. In real time, the ASes
   *     need separate timers: while one AS computes its hash trees, the others must continue to
   *     send keepalives, or their links would seem dead
   * @throws WorldException if a part does not start; in that case, nothing is left running
   */
  public World(WorldPlan plan, Logs logs, Ports ports, Function<IsdAs, Timers> timers, Mode mode)
      throws WorldException {
    this(plan, logs, ports, timers, mode, ReplicaListener.NONE);
  }

  /**
   * Starts every AS like the other constructor, and notifies a listener of each replica that
   * starts.
   */
  public World(
      WorldPlan plan,
      Logs logs,
      Ports ports,
      Function<IsdAs, Timers> timers,
      Mode mode,
      ReplicaListener listener)
      throws WorldException {
    this.plan = plan;
    this.logs = logs;
    this.ports = ports;
    this.timers = timers;
    this.links = new Links(ports.datagrams());
    this.linkStates = new LinkStates(plan, links);
    this.mode = mode;
    this.listener = listener;
    Ed25519 ed25519 = Ed25519.fastest();
    this.shared =
        new Shared(
            ed25519,
            new SegmentVerifier(
                ed25519, new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY), ports.clock()),
            plan.beaconLimits(),
            plan.habits());
    this.anchors = anchors(plan);
    startAll();
  }

  /**
   * Starts all replicas before the first border router and beacon server. Replicas take a long time
   * to start, but a beacon server declares a link dead if no keepalive arrives within seconds of
   * its own start.
   */
  private void startAll() throws WorldException {
    try (Opening opening = new Opening(this::close);
        InteriorNetworks interiors = new InteriorNetworks()) {
      switch (mode) {
        // Start the replicas one after the other, so that each replica draws the same random
        // numbers in every run.
        case SIMULATED -> interiors.startInTurn(plan.ases().values(), this::startInterior);
        case REAL -> interiors.start(plan.ases().values(), STARTED_AT_ONCE, this::startInterior);
      }
      for (WorldPlan.PlannedAs planned : plan.ases().values()) {
        IsdAs ia = planned.site().ia();
        running.put(ia, new RunningAs(planned, interiors.take(ia), shared, portsOf(ia)));
      }
      opening.succeeded();
    }
  }

  private RunningAs.Interior startInterior(WorldPlan.PlannedAs planned) throws WorldException {
    RunningAs.Interior interior =
        RunningAs.Interior.start(
            planned, shared, logs, portsOf(planned.site().ia()), mode, listener);
    try (Opening opening = new Opening(interior::close)) {
      addAnchors(planned, interior.trust());
      opening.succeeded();
      return interior;
    } catch (LogException e) {
      throw new WorldException(planned.site().ia() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Adds the TRCs of other ISDs to an AS whose files do not contain them, as operators would do
   * after exchanging the TRCs.
   */
  private void addAnchors(WorldPlan.PlannedAs planned, TrustStore trust) {
    List<Trc> missing =
        anchors.stream().filter(trc -> trust.newestTrc(trc.isd()).isEmpty()).toList();
    if (!missing.isEmpty()) {
      logs.addAnchors(planned.replicas().getFirst(), missing, ports.clock().wallMs());
      missing.forEach(trc -> trust.add(TrustKind.ANCHOR, trc.json()));
    }
  }

  /** {@return the oldest TRC of each ISD that occurs in the files of any AS} */
  private static List<Trc> anchors(WorldPlan plan) {
    SortedMap<Integer, Trc> anchors = new TreeMap<>();
    plan.ases().values().stream()
        .map(planned -> planned.site().certificates())
        .distinct()
        .flatMap(certificates -> certificates.trcs().stream())
        .forEach(
            trc ->
                anchors.merge(
                    trc.isd(),
                    trc,
                    (a, b) -> Long.compareUnsigned(a.version(), b.version()) <= 0 ? a : b));
    return List.copyOf(anchors.values());
  }

  private Ports portsOf(IsdAs ia) {
    return new Ports(
        ports.clock(), timers.apply(ia), links, ports.streams(), ports.random(), ports.faults());
  }

  /**
   * Cuts a link. From now on, datagrams over it are silently lost.
   *
   * @param end either end of the link
   * @throws WorldException if there is no link at the interface, or it is already cut
   */
  public synchronized void cut(AsInterface end) throws WorldException {
    linkStates.cut(end);
  }

  /**
   * Restores a link that was cut.
   *
   * @throws WorldException if there is no link at the interface, or it is not cut
   */
  public synchronized void restore(AsInterface end) throws WorldException {
    linkStates.restore(end);
  }

  /**
   * Starts an AS.
   *
   * @throws WorldException if there is no such AS, or it is already running or does not start
   */
  public synchronized void startAs(IsdAs ia) throws WorldException {
    WorldPlan.PlannedAs planned = planned(ia);
    if (running.containsKey(ia)) {
      throw new WorldException(ia + " is already running");
    }
    running.put(ia, new RunningAs(planned, startInterior(planned), shared, portsOf(ia)));
  }

  /**
   * Stops an AS with all its services and replicas.
   *
   * @throws WorldException if there is no such AS, or it is not running
   */
  public synchronized void stopAs(IsdAs ia) throws WorldException {
    RunningAs as = as(ia);
    running.remove(ia);
    as.close();
  }

  /**
   * Starts a replica that is not running.
   *
   * @throws WorldException if there is no such replica, its AS is not running, or the replica is
   *     already running or does not start
   */
  public synchronized void startReplica(String id) throws WorldException {
    as(asOf(id)).pathService().start(id);
  }

  /**
   * Kills a replica, which then ends like a killed process ({@link Replica#kill}).
   *
   * @throws WorldException if there is no such replica, or it is not running
   */
  public synchronized void killReplica(String id) throws WorldException {
    as(asOf(id)).pathService().kill(id);
  }

  /**
   * Starts the dispatcher of an AS.
   *
   * @throws WorldException if the AS is not running or has no dispatcher, or the dispatcher is
   *     already running or does not start
   */
  public synchronized void startDispatcher(IsdAs ia) throws WorldException {
    as(ia).pathService().dispatcher().start();
  }

  /**
   * Stops the dispatcher of an AS.
   *
   * @throws WorldException if the AS is not running or has no dispatcher, or the dispatcher is not
   *     running
   */
  public synchronized void stopDispatcher(IsdAs ia) throws WorldException {
    as(ia).pathService().dispatcher().stop();
  }

  /**
   * Restarts the beacon servers of an AS, as an operator would after a change of {@code
   * topology.json}.
   *
   * @param pathServers the path servers that the file now lists, in this order
   * @throws WorldException if the AS is not running, or a beacon server does not start
   * @throws IllegalArgumentException if the AS does not have one of these path servers
   */
  public synchronized void restartBeaconServers(IsdAs ia, List<String> pathServers)
      throws WorldException {
    try {
      as(ia).restartBeaconServers(pathServers);
    } catch (IOException e) {
      throw new WorldException(ia + ": " + e.getMessage(), e);
    }
  }

  /**
   * Restarts the border router and the host of an AS, as an operator would after a change of {@code
   * topology.json}.
   *
   * @param pathServers the path servers that the file now lists, in this order
   * @throws WorldException if the AS is not running, or one of the two does not start
   * @throws IllegalArgumentException if the AS does not have one of these path servers
   */
  public synchronized void restartRouterAndHost(IsdAs ia, List<String> pathServers)
      throws WorldException {
    try {
      as(ia).restartRouterAndHost(pathServers);
    } catch (IOException e) {
      throw new WorldException(ia + ": " + e.getMessage(), e);
    }
  }

  private IsdAs asOf(String replicaId) throws WorldException {
    return plan.ases().values().stream()
        .filter(as -> as.replicas().stream().anyMatch(one -> one.id().equals(replicaId)))
        .findFirst()
        .map(as -> as.site().ia())
        .orElseThrow(() -> new WorldException("there is no replica " + replicaId));
  }

  private WorldPlan.PlannedAs planned(IsdAs ia) throws WorldException {
    WorldPlan.PlannedAs planned = plan.ases().get(ia);
    if (planned == null) {
      throw new WorldException("there is no AS " + ia);
    }
    return planned;
  }

  private RunningAs as(IsdAs ia) throws WorldException {
    planned(ia);
    RunningAs as = running.get(ia);
    if (as == null) {
      throw new WorldException(ia + " is not running");
    }
    return as;
  }

  /**
   * {@return the host of an AS}
   *
   * @throws WorldException if there is no such AS, or the AS is not running
   */
  public synchronized Host host(IsdAs ia) throws WorldException {
    return as(ia).host();
  }

  /**
   * {@return the trust material shared by the beacon and certificate servers of an AS, to which an
   * operator can add new TRCs and chains}
   *
   * @throws WorldException if there is no such AS, or it is not running
   */
  public synchronized TrustStore trust(IsdAs ia) throws WorldException {
    return as(ia).trust();
  }

  /**
   * {@return a running replica}
   *
   * @throws WorldException if there is no such replica, or it is not running
   */
  public synchronized Replica replica(String id) throws WorldException {
    return as(asOf(id))
        .pathService()
        .replica(id)
        .orElseThrow(() -> new WorldException("replica " + id + " is not running"));
  }

  /**
   * Opens the log of an AS, whether or not the AS is running. The caller closes the log.
   *
   * @param idOrAs the id of a replica, or its AS
   * @throws WorldException if there is no such replica or AS
   */
  public synchronized EventLog openLog(String idOrAs) throws WorldException {
    return logs.open(
        plan.replica(idOrAs)
            .orElseThrow(() -> new WorldException("there is no replica or AS " + idOrAs)));
  }

  /**
   * {@return the running replica of an AS that has the lowest id}
   *
   * @throws WorldException if there is no such AS, or none of its replicas is running
   */
  public synchronized Replica anyReplica(IsdAs ia) throws WorldException {
    return as(ia)
        .pathService()
        .first()
        .orElseThrow(() -> new WorldException("no replica of " + ia + " is running"));
  }

  /** {@return the ASes that have a running replica with a current revocation of the interface} */
  public synchronized SortedSet<IsdAs> revokedIn(AsInterface end) {
    long nowMs = ports.clock().wallMs();
    SortedSet<IsdAs> ases = new TreeSet<>();
    running.forEach(
        (ia, as) -> {
          if (as.pathService().revokes(end, nowMs)) {
            ases.add(ia);
          }
        });
    return ases;
  }

  /** {@return the current status of all ASes and links} */
  public synchronized WorldStatus status() {
    List<WorldStatus.As> ases = new ArrayList<>();
    plan.ases()
        .forEach(
            (ia, planned) ->
                ases.add(
                    running.containsKey(ia)
                        ? running.get(ia).status()
                        : RunningAs.stopped(planned)));
    return new WorldStatus(ports.clock().wallMs(), ases, linkStates.status());
  }

  /** Stops all ASes. */
  @Override
  public synchronized void close() {
    running.values().forEach(RunningAs::close);
    running.clear();
  }
}
