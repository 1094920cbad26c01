package org.waymark.edge;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.AuditConfig;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.HttpConfig;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Replicas of AS 1-14 on real sockets, clocks and RocksDB, over a log in memory. */
public final class ReplicaWorld implements AutoCloseable {
  public static final IsdAs LOCAL = IsdAs.parse("1-14");
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  final SystemClock clock = new SystemClock();
  public final RecordedFaults faults = new RecordedFaults();
  public final Network network = Network.of(NetworkTopology.twoIsds(), 3, clock);
  public final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  final Path folder;
  private final Deque<Closeable> opened = new ArrayDeque<>();

  public ReplicaWorld(Path folder) throws IOException {
    this.folder = folder;
    network.filesOf(LOCAL).write(folder.resolve("as"));
    // Without a lease holder there are no ticks. Tests compare what replicas have applied, and do
    // not control the clock.
    log.faults().takeLeaseAway();
  }

  /**
   * Registers the UP segment with this index, when the segments before it have already been
   * registered.
   */
  void registerUp(Replica replica, int index) throws Exception {
    CapnpSegment up = network.segments().up(LOCAL, 2).skip(index).findFirst().orElseThrow();
    client(replica)
        .send(
            new SegmentRegistration(
                SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, up)), List.of())));
    awaitApplied(replica, Topic.EVENTS, index + 1);
  }

  /** Appends the records that {@code log init} would append. */
  public ReplicaWorld withTrust() throws StartupException {
    for (Entry entry : TrustEntries.of(CertificateFolder.read(certificates()), "test")) {
      log.append(Topic.TRUST, entry);
    }
    return this;
  }

  public Path certificates() {
    return folder.resolve("as").resolve("certs");
  }

  Path asFolder() {
    return folder.resolve("as");
  }

  public ReplicaConfig config(String id) throws StartupException {
    return config(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public ReplicaConfig config(String id, InetSocketAddress listen) throws StartupException {
    return config(id, listen, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public ReplicaConfig config(String id, InetSocketAddress listen, InetSocketAddress metrics)
      throws StartupException {
    return config(id, listen, Optional.empty(), metrics);
  }

  /** {@return the configuration of a replica whose packets come through a dispatcher} */
  public ReplicaConfig config(String id, InetSocketAddress listen, SocketPath dispatcher)
      throws StartupException {
    return config(
        id,
        listen,
        Optional.of(dispatcher),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private ReplicaConfig config(
      String id,
      InetSocketAddress listen,
      Optional<SocketPath> dispatcher,
      InetSocketAddress metrics)
      throws StartupException {
    return new ReplicaConfig(
        id,
        org.waymark.edge.config.Topology.read(asFolder().resolve("topology.json")),
        asFolder(),
        folder.resolve("store-" + id),
        listen,
        dispatcher,
        Optional.of(new HttpConfig(metrics, List.of())),
        KafkaLocation.of("none", TopicNames.of(LOCAL)),
        600_000,
        network.topology().treeTtls(),
        50,
        DampingSettings.DEFAULT.refreshMin(),
        HistoryDepth.DEFAULT,
        AuditConfig.NONE,
        ServerLimits.DEFAULT);
  }

  /** Starts a replica and waits until it has caught up. {@return the replica} */
  public Replica start(ReplicaConfig config) throws StartupException {
    return caughtUp(startOnly(config));
  }

  private static Replica caughtUp(Replica replica) {
    replica
        .whenCaughtUp()
        .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
        .join();
    return replica;
  }

  Replica startOnly(ReplicaConfig config) throws StartupException {
    return startOnly(config, log);
  }

  Replica startOnly(ReplicaConfig config, EventLog eventLog) throws StartupException {
    return startOnly(config, eventLog, new UdpDatagrams(faults));
  }

  /**
   * Starts a replica whose packets the test controls, and waits until it has caught up. {@return
   * the replica}
   */
  public Replica start(ReplicaConfig config, Datagrams datagrams) throws StartupException {
    return start(config, log, datagrams);
  }

  /**
   * Starts a replica whose packets and log the test controls, and waits until it has caught up.
   * {@return the replica}
   */
  Replica start(ReplicaConfig config, EventLog eventLog, Datagrams datagrams)
      throws StartupException {
    return caughtUp(startOnly(config, eventLog, datagrams));
  }

  private Replica startOnly(ReplicaConfig config, EventLog eventLog, Datagrams datagrams)
      throws StartupException {
    FaultHandler handler = faults;
    SystemTimers timers = new SystemTimers("test-timers", handler);
    opened.push(timers::close);
    Replica replica =
        Replica.start(
            config,
            eventLog,
            new Ports(clock, timers, datagrams, new UnixStreams(handler), new Random(1), handler));
    opened.push(replica::close);
    return replica;
  }

  public ScionUdpClient client(Replica replica) throws IOException {
    ScionUdpClient client = new ScionUdpClient(replica.address(), LOCAL, LOCAL, clock);
    opened.push(client::close);
    return client;
  }

  /** Waits until a replica has applied a topic up to an offset. */
  public void awaitApplied(Replica replica, Topic topic, long nextOffset) {
    long deadlineNs = clock.monotonicNs() + PATIENCE.toNanos();
    while (replica.standing(topic).nextOffset() < nextOffset) {
      if (clock.monotonicNs() > deadlineNs) {
        throw new AssertionError(
            "still at " + replica.standing(topic).nextOffset() + " of " + nextOffset);
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until a replica is in a state. */
  public void awaitState(Replica replica, Readiness.State state) {
    long deadlineNs = clock.monotonicNs() + PATIENCE.toNanos();
    while (replica.state() != state) {
      if (clock.monotonicNs() > deadlineNs) {
        throw new AssertionError("still " + replica.state());
      }
      Thread.onSpinWait();
    }
  }

  /**
   * Repeats a request until the answer has the expected number of segments. {@return the answer}
   */
  public SegmentReply askUntil(ScionUdpClient client, String dst, int segments) throws IOException {
    long deadlineNs = clock.monotonicNs() + PATIENCE.toNanos();
    while (clock.monotonicNs() < deadlineNs) {
      var reply =
          client.ask(
              new SegmentRequest(LOCAL, IsdAs.parse(dst), false, false),
              Duration.ofMillis(200),
              Duration.ofMillis(50));
      if (reply.isPresent() && reply.get().records().records().size() == segments) {
        return reply.get();
      }
    }
    throw new AssertionError("no answer with " + segments + " segments to " + dst);
  }

  @Override
  public void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
