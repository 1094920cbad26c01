package org.waymark.world.simulation;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.waymark.edge.Ports;
import org.waymark.edge.config.AuditConfig;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.memory.LogFaults;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.TreeTtls;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.ApplySettings;
import org.waymark.world.MemoryLogs;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.WorldPlan;
import org.waymark.world.beacon.BeaconLimits;
import org.waymark.world.folder.LoopbackPlan;
import org.waymark.world.folder.Sites;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.site.Site;

/**
 * A world in virtual time. Time passes only in calls such as {@link #runForMs}, and everything that
 * happens is determined by the topology, the settings and the seed. Used by one thread at a time.
 */
public final class SimulatedWorld implements AutoCloseable {
  /** An arbitrary morning in March 2018, at which keys and certificates are created. */
  private static final long START_MS = 1_520_000_000_000L;

  /** The interval at which {@link #await} checks its future, in milliseconds. */
  private static final long STEP_MS = 50;

  /** The interval at which a long advance checks whether it may leap, in milliseconds. */
  private static final long LOOK_MS = 1_000;

  private static final long MS_NS = 1_000_000;

  private final VirtualClock clock = new VirtualClock(START_MS);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers;
  private final SimulatedNetwork network;
  private final MemoryLogs logs = new MemoryLogs(clock);
  private final World world;
  private final Map<AsInterface, InetSocketAddress> linkEnds = new HashMap<>();
  private final LeapSchedule leaps;

  /**
   * Whether leaps are still possible, because neither the network nor a log has been made to
   * misbehave.
   */
  private boolean steady;

  /** The earliest time at which a leap may begin, on the monotonic clock. */
  private long quietFromNs;

  /** The trust material with which the ASes start. */
  public enum Start {
    /** The chains of all ASes, as in ASes that have run for a long time. */
    WITH_ALL_CHAINS,
    /** All TRCs and the AS's own chain, as in a world too large for every AS to have all chains. */
    WITH_OWN_CHAIN,
    /** The TRC of the ISD and the AS's own chain, which is all that a new AS had in 2018. */
    WITH_OWN_TRUST
  }

  /**
   * Starts every AS with the chains of all ASes.
   *
   * @param settings the settings, whose seed is used for the keys and for the run
   * @throws WorldException if a part does not start
   */
  public SimulatedWorld(
      NetworkTopology topology, WorldSettings settings, NetworkConditions conditions)
      throws WorldException {
    this(
        topology,
        settings,
        Start.WITH_ALL_CHAINS,
        DampingSettings.DEFAULT.refreshMin(),
        conditions);
  }

  /**
   * Starts every AS.
   *
   * @param settings the settings, whose seed is used for the keys and for the run
   * @param refreshMin the damping threshold of every replica
   * @throws WorldException if a part does not start
   */
  public SimulatedWorld(
      NetworkTopology topology,
      WorldSettings settings,
      Start start,
      double refreshMin,
      NetworkConditions conditions)
      throws WorldException {
    this(topology, settings, start, refreshMin, conditions, UnaryOperator.identity());
  }

  /**
   * Starts every AS.
   *
   * @param settings the settings, whose seed is used for the keys and for the run
   * @param refreshMin the damping threshold of every replica
   * @param configured modifies the configuration of each replica
   * @throws WorldException if a part does not start
   */
  public SimulatedWorld(
      NetworkTopology topology,
      WorldSettings settings,
      Start start,
      double refreshMin,
      NetworkConditions conditions,
      UnaryOperator<ReplicaConfig> configured)
      throws WorldException {
    timers = new SimulatedTimers(clock, settings.seed(), faults);
    network = new SimulatedNetwork(timers, settings.seed(), conditions, faults);
    Ports ports =
        new Ports(
            clock,
            timers,
            network,
            new SimulatedStreams(timers, settings.seed(), faults),
            new SplittableRandom(settings.seed()),
            faults);
    SortedMap<IsdAs, Site> sites = sites(topology, settings, start, clock);
    leaps = LeapSchedule.of(sites.values(), settings.segmentTtlS());
    steady = conditions.equals(NetworkConditions.GOOD);
    disturbed();
    sites.forEach(
        (ia, site) ->
            site.topology()
                .interfaces()
                .forEach(
                    (id, one) ->
                        one.link()
                            .ifPresent(
                                link -> linkEnds.put(new AsInterface(ia, id), link.local()))));
    world =
        new World(
            plan(topology, settings, sites, refreshMin, configured),
            logs,
            ports,
            ia -> timers,
            World.Mode.SIMULATED);
  }

  private static SortedMap<IsdAs, Site> sites(
      NetworkTopology topology, WorldSettings settings, Start start, VirtualClock clock) {
    return switch (start) {
      case WITH_ALL_CHAINS -> Sites.of(topology, settings, clock);
      case WITH_OWN_CHAIN -> Sites.withOwnChains(topology, settings, clock);
      case WITH_OWN_TRUST -> Sites.withOwnTrust(topology, settings, clock);
    };
  }

  private static WorldPlan plan(
      NetworkTopology topology,
      WorldSettings settings,
      SortedMap<IsdAs, Site> sites,
      double refreshMin,
      UnaryOperator<ReplicaConfig> configured) {
    LoopbackPlan addresses = new LoopbackPlan(topology, settings);
    SortedMap<IsdAs, WorldPlan.PlannedAs> ases = new TreeMap<>();
    sites.forEach(
        (ia, site) ->
            ases.put(
                ia,
                new WorldPlan.PlannedAs(
                    site,
                    replicas(
                            site,
                            settings.behindDispatcher().contains(ia)
                                ? Optional.of(new SocketPath(Path.of("dispatcher-of-" + ia)))
                                : Optional.empty(),
                            topology.treeTtlS(),
                            refreshMin)
                        .stream()
                        .map(configured)
                        .toList(),
                    addresses.host(ia))));
    return new WorldPlan(ases, BeaconLimits.DEFAULT, settings.variant().habits());
  }

  private static List<ReplicaConfig> replicas(
      Site site, Optional<SocketPath> dispatcher, long treeTtlS, double refreshMin) {
    return site.topology().pathServers().entrySet().stream()
        .map(
            server ->
                new ReplicaConfig(
                    server.getKey(),
                    site.topology(),
                    Path.of(server.getKey()),
                    Path.of(server.getKey()),
                    server.getValue().socket(),
                    dispatcher,
                    Optional.empty(),
                    KafkaLocation.of("none:0", TopicNames.of(site.ia())),
                    ApplySettings.DEFAULT.aheadMs(),
                    new TreeTtls(treeTtlS, Map.of()),
                    AnswerSettings.DEFAULT.maxSegments(),
                    refreshMin,
                    HistoryDepth.DEFAULT,
                    AuditConfig.NONE,
                    ServerLimits.DEFAULT))
        .toList();
  }

  /**
   * {@return the world, for actions} Because the caller may disturb the world, no leap begins for a
   * while afterwards.
   */
  public World world() {
    disturbed();
    return world;
  }

  private void disturbed() {
    quietFromNs = clock.monotonicNs() + LeapSchedule.QUIET_MS * MS_NS;
  }

  /** Lets time pass. */
  public void runForMs(long ms) {
    timers.runForMs(ms);
  }

  /**
   * Lets a long time pass, with the same final result as {@link #runForMs}. While the world is
   * undisturbed, the advance leaps over periods in which servers would only repeat known facts
   * ({@link LeapSchedule}). It never leaps once the network conditions have been impaired or a log
   * has been allowed to misbehave.
   */
  public void advance(long ms) {
    long untilMs = nowMs() + ms;
    while (nowMs() < untilMs) {
      advanceStep(untilMs - nowMs());
    }
  }

  /**
   * Takes the next step of a long {@link #advance}, so that the caller can act between the steps.
   *
   * @param ms the length of the whole advance in milliseconds
   * @return the milliseconds that have passed
   */
  public long advanceStep(long ms) {
    long fromMs = nowMs();
    long untilMs = fromMs + ms;
    if (steady && clock.monotonicNs() >= quietFromNs) {
      long leapMs = leaps.leapMs(fromMs, untilMs);
      if (leapMs > 0) {
        clock.leapMs(leapMs);
        quietFromNs = clock.monotonicNs() + LeapSchedule.BETWEEN_MS * MS_NS;
      }
    }
    timers.runForMs(Math.min(LOOK_MS, untilMs - nowMs()));
    return nowMs() - fromMs;
  }

  /**
   * Lets time pass until a future completes.
   *
   * @return the result of the future
   * @throws IllegalStateException if the future does not complete within the limit
   */
  public <T> T await(CompletableFuture<T> future, long limitMs) {
    for (long passed = 0; !future.isDone(); passed += STEP_MS) {
      if (passed > limitMs) {
        throw new IllegalStateException("the future did not complete within " + limitMs + " ms");
      }
      timers.runForMs(STEP_MS);
    }
    return future.join();
  }

  /** Changes the network conditions for all datagrams sent after this call. */
  public void become(NetworkConditions conditions) {
    network.become(conditions);
    steady &= conditions.equals(NetworkConditions.GOOD);
  }

  /** Silently loses every datagram that one end of a link sends. */
  public void silence(AsInterface end) {
    network.silence(linkEnds.get(end));
    disturbed();
  }

  /** {@return the controls for making the log of an AS misbehave} */
  public LogFaults logFaults(IsdAs ia) {
    steady = false;
    return logs.faults(ia);
  }

  /** {@return the current time in Unix milliseconds} */
  public long nowMs() {
    return clock.wallMs();
  }

  /** {@return the faults that the parts have reported so far} */
  public List<RecordedFaults.Fault> faults() {
    return faults.faults();
  }

  @Override
  public void close() {
    world.close();
  }
}
