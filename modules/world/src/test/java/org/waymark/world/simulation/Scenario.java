package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.waymark.edge.Replica;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.DampingSettings;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.trust.Trc;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.WorldStatus;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;

/**
 * Acts on a simulated world, and observes the effects on its hosts and path servers. ASes,
 * interfaces and replicas are named in the notation of the commands.
 */
final class Scenario implements AutoCloseable {
  private static final long PATHS_WITHIN_MS = 2_500;
  private static final long ECHO_WITHIN_MS = 1_000;
  private static final long STEP_MS = 100;
  private static final int ALL = 1_000;
  private static final long GRACE_S = 3 * 86_400;

  /**
   * The maximum number of requests that a host needs if it encounters dead links. Before each
   * request, it has reported the links it encountered.
   */
  private static final int MOST_ROUNDS = 6;

  private final NetworkTopology topology;
  private final long seed;
  private final Network network;
  private final SimulatedWorld simulated;
  private final SortedSet<AsInterface> dead = new TreeSet<>();

  private Scenario(
      NetworkTopology topology,
      WorldSettings settings,
      SimulatedWorld.Start start,
      NetworkConditions conditions)
      throws WorldException {
    this.topology = topology;
    this.seed = settings.seed();
    this.simulated =
        new SimulatedWorld(
            topology, settings, start, DampingSettings.DEFAULT.refreshMin(), conditions);
    this.network = Network.of(topology, seed, new VirtualClock(simulated.nowMs()));
  }

  /** Starts a world on a network without loss. {@return the scenario} */
  static Scenario of(NetworkTopology topology, int replicasPerAs, long seed) throws WorldException {
    return of(topology, WorldSettings.of(seed).withReplicasPerAs(replicasPerAs));
  }

  /** Starts a world on a network without loss. {@return the scenario} */
  static Scenario of(NetworkTopology topology, WorldSettings settings) throws WorldException {
    return of(topology, settings, SimulatedWorld.Start.WITH_ALL_CHAINS);
  }

  /** Starts a world on a network without loss. {@return the scenario} */
  static Scenario of(NetworkTopology topology, WorldSettings settings, SimulatedWorld.Start start)
      throws WorldException {
    return new Scenario(topology, settings, start, NetworkConditions.GOOD);
  }

  /** Starts a world on a network with these conditions. {@return the scenario} */
  static Scenario on(
      NetworkConditions conditions, NetworkTopology topology, int replicas, long seed)
      throws WorldException {
    return new Scenario(
        topology,
        WorldSettings.of(seed).withReplicasPerAs(replicas),
        SimulatedWorld.Start.WITH_ALL_CHAINS,
        conditions);
  }

  World world() {
    return simulated.world();
  }

  NetworkTopology topology() {
    return topology;
  }

  /** {@return the network that created the keys of this world} */
  Network network() {
    return network;
  }

  /**
   * Creates version 2 of a TRC, next to which version 1 stays active for days. {@return the new
   * version}
   */
  Trc updatedTrc(int isd) {
    return network.trust().update(network.trust().trc(isd)).graceS(GRACE_S).make();
  }

  /** Adds a TRC to the trust store of an AS, which its beacon servers use. */
  void handTrc(IsdAs ia, Trc trc) throws WorldException {
    assertTrue(
        world().trust(ia).add(TrustKind.TRC, trc.json()).isPresent(),
        () -> told("a TRC is no valid update"));
  }

  long nowMs() {
    return simulated.nowMs();
  }

  void become(NetworkConditions conditions) {
    simulated.become(conditions);
  }

  void seconds(long seconds) {
    simulated.runForMs(seconds * 1_000);
  }

  /** Lets a long time pass, leaping where nothing happens. */
  void advance(long seconds) {
    simulated.advance(seconds * 1_000);
  }

  /** Lets time pass until a condition holds. */
  void until(String what, long limitS, BooleanSupplier isSo) {
    for (long passed = 0; !isSo.getAsBoolean(); passed += STEP_MS) {
      if (passed >= limitS * 1_000) {
        fail(told("not within " + limitS + " s: " + what));
      }
      simulated.runForMs(STEP_MS);
    }
  }

  /** Cuts a link. */
  void cut(String end) throws WorldException {
    world().cut(end(end));
    dead.addAll(ends(end(end)));
  }

  /** Loses the datagrams that one end of a link sends; the other direction still works. */
  void silence(String end) {
    simulated.silence(end(end));
    dead.addAll(ends(end(end)));
  }

  /** Restores a link. */
  void restore(String end) throws WorldException {
    world().restore(end(end));
    dead.removeAll(ends(end(end)));
  }

  /** {@return both ends of a link} */
  List<AsInterface> ends(AsInterface end) {
    NetworkTopology.Interface one = topology.interfaceOf(end.ia(), end.id()).orElseThrow();
    return List.of(end, new AsInterface(one.neighbour(), one.remoteId()));
  }

  static AsInterface end(String text) {
    int hash = text.indexOf('#');
    return new AsInterface(
        IsdAs.parse(text.substring(0, hash)), Long.parseLong(text.substring(hash + 1)));
  }

  /** {@return the running ASes} */
  List<IsdAs> running() {
    return world().status().ases().stream()
        .filter(WorldStatus.As::running)
        .map(WorldStatus.As::ia)
        .toList();
  }

  /** {@return both ends of every link that is cut or ends at an AS that is not running} */
  Set<AsInterface> deadEnds() {
    SortedSet<AsInterface> all = new TreeSet<>(dead);
    List<IsdAs> running = running();
    topology
        .ases()
        .values()
        .forEach(
            as -> {
              if (!running.contains(as.ia())) {
                as.interfaces().keySet().stream()
                    .flatMap(id -> ends(new AsInterface(as.ia(), id)).stream())
                    .forEach(all::add);
              }
            });
    return all;
  }

  /** {@return the running replicas of an AS} */
  List<Replica> replicas(IsdAs ia) {
    WorldStatus.As as =
        world().status().ases().stream().filter(one -> one.ia().equals(ia)).findFirst().get();
    return as.replicas().stream()
        .filter(replica -> !replica.state().equals("stopped"))
        .map(replica -> replica(replica.id()))
        .toList();
  }

  Replica replica(String id) {
    try {
      return world().replica(id);
    } catch (WorldException e) {
      throw new IllegalStateException(e);
    }
  }

  Host host(IsdAs ia) {
    try {
      return world().host(ia);
    } catch (WorldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return the live segments that a replica has stored} */
  List<StoredSegment> segments(Replica replica) {
    List<StoredSegment> all = new ArrayList<>();
    try (ReadView view = replica.view()) {
      for (SegmentType type : SegmentType.values()) {
        all.addAll(
            view.segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE), simulated.nowMs(), ALL));
      }
    }
    return all;
  }

  /** {@return the number of segments over an interface that a replica has stored, live or not} */
  int segmentsUsing(Replica replica, AsInterface end) {
    try (ReadView view = replica.view()) {
      return view.segmentsUsing(end.ia(), end.id()).size();
    }
  }

  /** {@return the revocations of an interface that a replica has stored} */
  List<StoredRevocation> revocations(Replica replica, AsInterface end) {
    try (ReadView view = replica.view()) {
      return view.revocations(end.ia(), end.id());
    }
  }

  /** Has the host of an AS request paths now. {@return the paths that it finds} */
  List<EndToEndPath> paths(String from, String to) {
    return simulated.await(
        host(IsdAs.parse(from)).paths(IsdAs.parse(to), PATHS_WITHIN_MS), PATHS_WITHIN_MS + 500);
  }

  /** Sends an echo request over a path. {@return its outcome} */
  EchoOutcome echo(EndToEndPath path) {
    return simulated.await(startEcho(path), ECHO_WITHIN_MS + 500);
  }

  private CompletableFuture<EchoOutcome> startEcho(EndToEndPath path) {
    return host(path.source()).echo(host(path.destination()).address(), path, ECHO_WITHIN_MS);
  }

  /**
   * Requests paths from an AS to every other running AS concurrently. {@return the paths by
   * destination}
   */
  SortedMap<IsdAs, List<EndToEndPath>> pathsFrom(IsdAs source) {
    SortedMap<IsdAs, CompletableFuture<List<EndToEndPath>>> asked = new TreeMap<>();
    for (IsdAs to : running()) {
      if (!to.equals(source)) {
        asked.put(to, host(source).paths(to, PATHS_WITHIN_MS));
      }
    }
    SortedMap<IsdAs, List<EndToEndPath>> found = new TreeMap<>();
    asked.forEach((to, paths) -> found.put(to, simulated.await(paths, PATHS_WITHIN_MS + 500)));
    return found;
  }

  /** Tries paths concurrently. {@return the paths over which echo requests fail} */
  List<String> broken(Collection<EndToEndPath> paths) {
    List<CompletableFuture<EchoOutcome>> outcomes = paths.stream().map(this::startEcho).toList();
    List<String> broken = new ArrayList<>();
    int i = 0;
    for (EndToEndPath path : paths) {
      EchoOutcome outcome = simulated.await(outcomes.get(i++), ECHO_WITHIN_MS + 500);
      if (!(outcome instanceof EchoOutcome.Answered)) {
        broken.add(path.hops() + " " + outcome);
      }
    }
    return broken;
  }

  static boolean crosses(EndToEndPath path, AsInterface end) {
    return path.interfaces().contains(end);
  }

  static Predicate<StoredSegment> crosses(Collection<AsInterface> ends) {
    return stored ->
        stored.segment().hops().stream()
            .anyMatch(
                hop ->
                    ends.contains(new AsInterface(hop.ia(), hop.ingress()))
                        || ends.contains(new AsInterface(hop.ia(), hop.egress())));
  }

  static boolean isRevoked(EchoOutcome outcome) {
    return outcome instanceof EchoOutcome.Refused(ScmpType type)
        && type == ScmpType.REVOKED_INTERFACE;
  }

  /**
   * Checks the guarantee of the whole network once all faults have ended: the path servers have
   * segments between all pairs of ASes that are connected by links; every host finds a path to
   * every AS that these segments connect; and all paths found carry packets, none over a dead link.
   *
   * <p>At first, hosts may encounter dead links at most {@value #MOST_ROUNDS} times, over segments
   * that servers learned from other ASes and that have not been used since.
   */
  void requireEveryHostFindsWhatConnects() {
    Set<Reachability.Pair> connected = Reachability.byLinks(topology, deadEnds());
    Set<Reachability.Pair> bySegments = Reachability.bySegments(this);
    assertEquals(Set.of(), without(connected, bySegments), () -> told("no segments connect these"));
    assertEquals(Set.of(), without(bySegments, connected), () -> told("no links connect these"));
    for (IsdAs source : running()) {
      SortedMap<IsdAs, List<EndToEndPath>> found = settledPathsFrom(source);
      found.forEach(
          (to, paths) -> {
            if (paths.isEmpty() && connected.contains(new Reachability.Pair(source, to))) {
              fail(told(source + " finds no path to " + to));
            }
            for (EndToEndPath path : paths) {
              deadEnds()
                  .forEach(
                      end -> {
                        if (crosses(path, end)) {
                          fail(told(path.hops() + " is over a dead link"));
                        }
                      });
            }
          });
    }
    assertEquals(List.of(), simulated.faults(), () -> told("what should not have happened"));
  }

  /**
   * Lets every host request paths to every AS and use all of them, and repeats this while dead
   * links are encountered.
   */
  void everyHostUsesWhatItFinds() {
    running().forEach(this::settledPathsFrom);
  }

  private static <T> Set<T> without(Set<T> all, Set<T> some) {
    Set<T> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /** {@return a message with the failure, the seed, and the parts that are intentionally dead} */
  private String told(String what) {
    return "seed " + seed + ": " + what + "; dead are " + deadEnds();
  }

  /** {@return the paths from an AS, once echo requests succeed over all of them} */
  private SortedMap<IsdAs, List<EndToEndPath>> settledPathsFrom(IsdAs source) {
    List<String> broken = List.of();
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      SortedMap<IsdAs, List<EndToEndPath>> found = pathsFrom(source);
      broken = broken(found.values().stream().flatMap(List::stream).toList());
      if (broken.isEmpty()) {
        return found;
      }
    }
    return fail(told("broken after " + MOST_ROUNDS + " rounds: " + broken));
  }

  @Override
  public void close() {
    simulated.close();
  }
}
