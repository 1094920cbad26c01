package org.waymark.server.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.TrcDraft;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Sha256;
import org.waymark.server.settings.Limits;
import org.waymark.store.ApplySettings;
import org.waymark.wire.ControlCodec;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.trust.Trc;

/**
 * Several replicas of several ASes: one virtual clock, a log in memory for each AS, one network in
 * memory that loses, delays, repeats and reorders. Messages travel as bytes; paths do not: what is
 * sent to the path service of an AS reaches one of its replicas that live.
 *
 * <p>Everything runs on the test's thread. The same seed and the same calls give the same run, byte
 * for byte: {@link #trace}.
 */
public final class Cluster implements AutoCloseable {
  public static final long START_MS = 1_520_000_003_000L;
  static final int PORT = 30_252;
  private static final long GRACE_S = 7_200;

  final VirtualClock clock = new VirtualClock(START_MS);
  final RecordedFaults faults = new RecordedFaults();
  final SimulatedTimers timers;
  final Network network;
  final Limits limits;
  final ApplySettings applySettings;
  final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  final Random random;

  private final SimulatedNetwork datagrams;
  private final SortedMap<IsdAs, ClusterAs> ases = new TreeMap<>();
  private final Map<InetAddress, IsdAs> addresses = new HashMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private Trc trc;
  private ByteString trace = ByteString.EMPTY;

  /**
   * A message that a replica sent to the path service of another AS.
   *
   * @param segments how many it holds
   */
  public record Sent(long atMs, String replica, IsdAs to, int segments) {}

  /**
   * A cluster without replicas.
   *
   * @param topology of one ISD
   * @param outsiders core ASes of the topology that the first TRC does not name
   */
  public Cluster(NetworkTopology topology, long seed, Limits limits, String... outsiders) {
    this.limits = limits;
    timers = new SimulatedTimers(clock, seed, faults);
    random = new Random(seed);
    network = Network.of(topology, 7, clock);
    datagrams = new SimulatedNetwork(timers, seed, NetworkConditions.GOOD, faults);
    applySettings =
        new ApplySettings(
            ApplySettings.DEFAULT.aheadMs(),
            topology.treeTtls(),
            DecoderLimits.DEFAULT,
            Event.NEWEST_SCHEMA);
    trc = firstTrc(List.of(outsiders).stream().map(IsdAs::parse).toList());
  }

  private Trc firstTrc(List<IsdAs> outsiders) {
    int isd = network.topology().isds().getFirst();
    List<IsdAs> insiders = new ArrayList<>(network.topology().coreAses(isd));
    insiders.removeAll(outsiders);
    TrcDraft draft = network.trust().firstTrc(isd).quorum(insiders.size()).graceS(GRACE_S);
    outsiders.forEach(draft::withoutCore);
    return draft.signedBy(insiders.toArray(IsdAs[]::new)).make();
  }

  /** {@return the TRC that logs begin with} */
  Trc trc() {
    return trc;
  }

  /** {@return the AS, with an empty log and no replica at first} */
  public ClusterAs as(String ia) {
    return ases.computeIfAbsent(IsdAs.parse(ia), one -> new ClusterAs(this, one, ases.size() + 1));
  }

  /** Makes an outsider a core AS: a TRC update reaches every AS. */
  public void join(String outsider) {
    update(network.trust().update(trc).core(IsdAs.parse(outsider)));
  }

  /** Makes a core AS one that is not: a TRC update reaches every AS. */
  public void leave(String insider) {
    update(network.trust().update(trc).withoutCore(IsdAs.parse(insider)));
  }

  /** Segments go on naming the version before, which stays active for the grace period. */
  private void update(TrcDraft update) {
    trc = update.createdS(clock.wallMs() / 1_000).make();
    ases.values().forEach(as -> as.trust(trc));
  }

  /** Changes how datagrams sent from now on are treated. */
  public void become(NetworkConditions conditions) {
    datagrams.become(conditions);
  }

  /** Lets time pass. */
  public void run(int seconds) {
    timers.runForMs(seconds * 1_000L);
  }

  /** {@return everything that was sent to path services so far} */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** {@return what was sent from a time on} */
  public Stream<Sent> sentSince(long fromMs) {
    return sent.stream().filter(one -> one.atMs() >= fromMs);
  }

  /** {@return the time, Unix milliseconds} */
  public long nowMs() {
    return clock.wallMs();
  }

  /** {@return the topology} */
  public NetworkTopology topology() {
    return network.topology();
  }

  /** {@return a segment along a route that lasts for a day and cannot be revoked} */
  public PathSegment segment(Route route) {
    return network
        .segments()
        .along(route)
        .trcVersion(trc.version())
        .withArbitraryRoots()
        .expTime(255)
        .make();
  }

  /** {@return what should not have happened} */
  public List<RecordedFaults.Fault> faults() {
    return faults.faults();
  }

  /** {@return a digest over every datagram so far, with its time and its ends} */
  public ByteString trace() {
    return trace;
  }

  DatagramEndpoint open(IsdAs ia, InetSocketAddress address, DatagramHandler handler) {
    addresses.put(address.getAddress(), ia);
    try {
      return datagrams.open(address, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  IsdAs iaOf(InetSocketAddress address) {
    return addresses.get(address.getAddress());
  }

  void send(DatagramEndpoint from, ControlPayload payload, InetSocketAddress to) {
    ByteString bytes = ControlCodec.encodeFramed(payload);
    trace =
        Sha256.labelled("trace")
            .addSized(trace)
            .addLong(clock.monotonicNs())
            .addSized(ByteString.of(from.local().toString().getBytes()))
            .addSized(ByteString.of(to.toString().getBytes()))
            .addSized(bytes)
            .digest();
    from.send(ByteBuffer.wrap(bytes.unsafeBytes()), to);
  }

  void note(Sent one) {
    sent.add(one);
  }

  @Override
  public void close() {
    ases.values().forEach(ClusterAs::close);
  }
}
