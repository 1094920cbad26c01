package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
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
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Several replicas of several ASes, with one virtual clock, a log in memory per AS, and one network
 * in memory that loses, delays, repeats and reorders datagrams. Messages travel as bytes, but
 * without paths: a message to the path service of an AS reaches one of its running replicas.
 *
 * <p>Everything runs on the thread of the test. The same seed and the same calls result in the same
 * run, byte for byte; see {@link #everything}.
 */
public final class Cluster implements AutoCloseable {
  public static final long START_MS = 1_520_000_003_000L;
  static final int PORT = 30_252;

  /** The newest event schema of a future build. */
  static final int NEXT_SCHEMA = Event.NEWEST_SCHEMA + 1;

  private static final long GRACE_S = 7_200;

  final VirtualClock clock = new VirtualClock(START_MS);
  final RecordedFaults faults = new RecordedFaults();
  final SimulatedTimers timers;
  final Network network;
  final ServerLimits limits;
  final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  final Random random;

  private final SimulatedNetwork datagrams;
  private final SortedMap<IsdAs, ClusterAs> ases = new TreeMap<>();
  private final Map<InetAddress, IsdAs> addresses = new HashMap<>();
  private final Journal journal = new Journal();

  /** The newest TRCs by ISD. */
  private final SortedMap<Integer, Trc> trcs = new TreeMap<>();

  /**
   * Creates a cluster without replicas.
   *
   * @param outsiders core ASes of the topology that are not in the first TRCs
   */
  public Cluster(NetworkTopology topology, long seed, ServerLimits limits, String... outsiders) {
    this.limits = limits;
    timers = new SimulatedTimers(clock, seed, faults);
    random = new Random(seed);
    network = Network.of(topology, 7, clock);
    datagrams = new SimulatedNetwork(timers, seed, NetworkConditions.GOOD, faults);
    List<IsdAs> without = List.of(outsiders).stream().map(IsdAs::parse).toList();
    topology.isds().forEach(isd -> trcs.put(isd, firstTrc(isd, without)));
  }

  /** {@return the settings of apply of a build with this newest event schema} */
  ApplySettings applySettings(int newestSchema) {
    return new ApplySettings(
        ApplySettings.DEFAULT.aheadMs(),
        topology().treeTtls(),
        DecoderLimits.DEFAULT,
        newestSchema);
  }

  private Trc firstTrc(int isd, List<IsdAs> outsiders) {
    List<IsdAs> insiders = new ArrayList<>(network.topology().coreAses(isd));
    insiders.removeAll(outsiders);
    TrcDraft draft = network.trust().firstTrc(isd).quorum(insiders.size()).graceS(GRACE_S);
    outsiders.stream().filter(outsider -> outsider.isd() == isd).forEach(draft::withoutCore);
    return draft.signedBy(insiders.toArray(IsdAs[]::new)).make();
  }

  /** {@return the TRCs with which every log begins} */
  Collection<Trc> trcs() {
    return trcs.values();
  }

  /** {@return the newest TRC of an ISD, which all ASes have} */
  Trc trc(int isd) {
    return trcs.get(isd);
  }

  /** Adds an AS without replicas, whose log contains all TRCs and chains. {@return the AS} */
  public ClusterAs as(String ia) {
    return asThatKnows(ia, chain -> true);
  }

  /**
   * Adds an AS without replicas, whose log contains the TRCs and some of the chains. {@return the
   * AS}
   */
  ClusterAs asThatKnows(String ia, Predicate<CertificateChain> known) {
    return ases.computeIfAbsent(
        IsdAs.parse(ia), one -> new ClusterAs(this, one, ases.size() + 1, known));
  }

  /** {@return all ASes} */
  Collection<ClusterAs> ases() {
    return ases.values();
  }

  /** {@return the running replicas of all ASes} */
  List<ClusterReplica> live() {
    return ases.values().stream().flatMap(as -> as.live().stream()).toList();
  }

  /** Makes an outsider a core AS. The TRC update reaches every AS. */
  public void join(String outsider) {
    IsdAs core = IsdAs.parse(outsider);
    update(network.trust().update(trcs.get(core.isd())).core(core));
  }

  /** Makes a core AS non-core. The TRC update reaches every AS. */
  public void leave(String insider) {
    IsdAs core = IsdAs.parse(insider);
    update(network.trust().update(trcs.get(core.isd())).withoutCore(core));
  }

  /**
   * Updates a TRC. Segments still name the previous version, which stays active for the grace
   * period.
   */
  private void update(TrcDraft update) {
    Trc next = update.createdS(clock.wallMs() / 1_000).make();
    trcs.put(next.isd(), next);
    ases.values().forEach(as -> as.trust(next));
  }

  /** Changes the behaviour of the network for datagrams sent from now on. */
  public void become(NetworkConditions conditions) {
    datagrams.become(conditions);
  }

  /** Lets time pass. */
  public void run(int seconds) {
    timers.runForMs(seconds * 1_000L);
  }

  /** Lets time pass until the condition holds, for a limited number of seconds. */
  void runUntil(BooleanSupplier so, int seconds) {
    for (int tenth = 0; tenth < 10 * seconds && !so.getAsBoolean(); tenth++) {
      timers.runForMs(100);
    }
    assertTrue(so.getAsBoolean(), "not within " + seconds + " s");
  }

  /** {@return the messages sent to path services since a time} */
  Stream<Journal.Sent> sentSince(long fromMs) {
    return journal.sent().filter(one -> one.atMs() >= fromMs);
  }

  /** {@return the record of what has happened} */
  Journal journal() {
    return journal;
  }

  /** {@return everything observable in the run: its datagrams and the records of its logs} */
  List<String> everything() {
    List<String> all = new ArrayList<>(journal.lines());
    ases.values().forEach(as -> all.addAll(as.recordLines()));
    return all;
  }

  /** {@return the time in Unix milliseconds} */
  public long nowMs() {
    return clock.wallMs();
  }

  /** {@return the topology} */
  public NetworkTopology topology() {
    return network.topology();
  }

  /**
   * Creates a segment along a route that lasts for a day and cannot be revoked. {@return the
   * segment}
   */
  public PathSegment segment(Route route) {
    return network
        .segments()
        .along(route)
        .trcVersion(trcs.get(route.first().isd()).version())
        .withArbitraryRoots()
        .expTime(255)
        .make();
  }

  /** {@return the faults, of which there should be none} */
  public List<RecordedFaults.Fault> faults() {
    return faults.faults();
  }

  /** {@return the segments of a reply} */
  static List<PathSegment> segments(SegmentReply reply) {
    return reply.records().records().stream()
        .map(record -> record.segment().orElseThrow())
        .toList();
  }

  DatagramEndpoint open(IsdAs ia, InetSocketAddress address, DatagramHandler handler) {
    addresses.put(address.getAddress(), ia);
    try {
      return datagrams.open(
          address,
          (datagram, from) -> {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.duplicate().get(bytes);
            journal.note(clock.monotonicNs(), address, " < ", from, bytes);
            ControlPayload payload = codec.decodeFramed(ByteBuffer.wrap(bytes)).orElseThrow();
            journal.note(new Journal.Arrival(nowMs(), ia, from, payload));
            handler.received(datagram, from);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  IsdAs iaOf(InetSocketAddress address) {
    return addresses.get(address.getAddress());
  }

  void send(DatagramEndpoint from, ControlPayload payload, InetSocketAddress to) {
    ByteString bytes = ControlCodec.encodeFramed(payload);
    journal.note(clock.monotonicNs(), from.local(), " > ", to, bytes.unsafeBytes());
    from.send(ByteBuffer.wrap(bytes.unsafeBytes()), to);
  }

  @Override
  public void close() {
    ases.values().forEach(ClusterAs::close);
  }
}
