package org.waymark.faults.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TopologyBuilder;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;

/**
 * A core AS with replicas and brokers in child processes. Used by one thread, except for the parts
 * that {@link Load} uses.
 */
public final class ProcessWorld implements AutoCloseable {
  /** The AS that the replicas serve. */
  public static final IsdAs LOCAL = IsdAs.parse("1-11");

  static final int LEAVES = 8;
  private static final int LINKS_PER_LEAF = 12;
  private static final long TREE_TTL_S = 600;

  /**
   * The maximum factor by which processes may be slower because they wait for a processor. Beyond
   * it, promises about time cannot be checked.
   */
  private static final double MAX_BUSY_FACTOR = 12;

  /**
   * The maximum time to wait for the log, which must suffice for restarting brokers on a busy
   * machine.
   */
  private static final long PATIENCE_MS = 60_000;

  private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Path directory;
  private final BrokerCluster brokers;
  private final Clock clock = new SystemClock();
  private final Network network;
  private final BusyMachine machine = new BusyMachine(this::processes);
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final List<Observation> observations = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<Load> loads = new ArrayList<>();
  private final List<LiveTail> tails = new ArrayList<>();
  private int outages;

  /**
   * The brokers of a world.
   *
   * @param size the number of brokers
   * @param settings Kafka broker settings that override the usual ones
   */
  public record Brokers(int size, Map<String, String> settings) {
    /** One broker. */
    public static final Brokers ONE = new Brokers(1, Map.of());

    /** Three brokers. A record is acknowledged when two of them have it. */
    public static final Brokers THREE = new Brokers(3, Map.of());
  }

  /** A point in time of the run. */
  public record Moment(long ns, BusyMachine.Mark mark) {}

  /**
   * The position and digest that a replica or its store reported.
   *
   * @param who the replica, and the number of its process
   */
  record Observation(String who, Standing standing) {}

  private ProcessWorld(Path directory, BrokerCluster brokers) {
    this.directory = directory;
    this.brokers = brokers;
    this.network = Network.of(topology(), 1, clock);
  }

  private static NetworkTopology topology() {
    TopologyBuilder topology = NetworkTopology.describe().treeTtlS(TREE_TTL_S).core("1-11");
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      topology.as(leaf(leaf).toString());
      for (int link = 0; link < LINKS_PER_LEAF; link++) {
        topology.childLink("1-11", leaf(leaf).toString());
      }
    }
    return topology.build();
  }

  /** {@return the leaf AS with the given number, counting from 0} */
  static IsdAs leaf(int number) {
    return IsdAs.parse("1-" + (21 + number));
  }

  /**
   * Starts the brokers, and creates the log and the start-up files of the AS.
   *
   * @param directory an empty directory
   */
  public static ProcessWorld start(Path directory, Brokers brokers)
      throws IOException, InterruptedException, InvalidRunException {
    ProcessWorld world =
        new ProcessWorld(
            directory,
            BrokerCluster.start(directory.resolve("brokers"), brokers.size(), brokers.settings()));
    try {
      world.network.filesOf(LOCAL).write(directory.resolve("as"));
      KeyFile.create(
          directory.resolve("audit.key"),
          NoteSigner.ofSeed("faults.example/log", ByteString.owning(new byte[Sha256.SIZE])));
      LogInit.init(
          world.location(),
          world.clock,
          brokers.size() >= LogInit.Replication.SAFE.replicas()
              ? LogInit.Replication.SAFE
              : LogInit.Replication.SINGLE,
          LOCAL,
          TrustEntries.of(
              CertificateFolder.read(directory.resolve("as").resolve("certs")), "faults"));
      return world;
    } catch (StartupException failure) {
      world.close();
      throw new IOException(failure);
    } catch (IOException | RuntimeException failure) {
      world.close();
      throw failure;
    }
  }

  /** Creates a replica, which is not started yet. */
  public ReplicaProcess replica(String id) throws IOException {
    return replica(id, brokers.bootstrapServers());
  }

  /** Creates a replica with different bootstrap servers. */
  public ReplicaProcess replica(String id, String bootstrapServers) throws IOException {
    InetSocketAddress address = FreePorts.udp();
    Path config = directory.resolve(id + ".toml");
    Files.writeString(
        config,
        """
        id = "%s"
        topology = "as"
        store = "store-%s"
        listen = "%s"

        [kafka]
        bootstrap = "%s"

        [audit]
        key = "audit.key"

        [answers]
        max-segments = 30

        [apply]
        tree-ttl-s = %d
        tree-ttl-s-of = { "%s" = %d }

        [limits]
        segments-per-pair = 100000
        segments-per-last-as = 100000
        appends-per-registrant-as-per-s = 2000
        appends-per-source-per-s = 2000
        """
            .formatted(
                id,
                id,
                SocketAddresses.text(address),
                bootstrapServers,
                TREE_TTL_S,
                LOCAL,
                TREE_TTL_S));
    ReplicaProcess replica =
        new ReplicaProcess(id, config, directory.resolve("store-" + id), address, this);
    replicas.add(replica);
    return replica;
  }

  /**
   * Starts sending registrations, revocations and requests to the replicas created so far, and
   * starts following the log.
   */
  public Load load(long seed) throws IOException {
    Load load = Load.start(network, replicas, clock, seed);
    loads.add(load);
    KafkaLocation impatient = KafkaLocation.of(brokers.bootstrapServers(), TopicNames.of(LOCAL));
    tails.add(LiveTail.start(impatient, clock, seed));
    return load;
  }

  public BrokerCluster brokers() {
    return brokers;
  }

  /** Announces an outage of the log, which replicas are then allowed to report. */
  public void outage() {
    outages++;
  }

  /** {@return the current moment} */
  public Moment moment() {
    return new Moment(clock.monotonicNs(), machine.mark());
  }

  /** {@return the time since a moment} */
  public Duration since(Moment moment) {
    return Duration.ofNanos(clock.monotonicNs() - moment.ns());
  }

  private List<Long> processes() {
    List<Long> all = new ArrayList<>(brokers.processes());
    replicas.forEach(replica -> replica.process().ifPresent(all::add));
    return all;
  }

  /**
   * {@return the factor by which processes have been slower since the given moment because they
   * waited for a processor; at least 1}
   */
  double busyFactor(Moment since) {
    return machine.factorSince(since.mark());
  }

  /**
   * {@return whether a time limit has been exceeded, after extending it by the factor by which the
   * machine was slower}
   *
   * @throws InvalidRunException if the limit has been exceeded, but the machine was too busy to
   *     tell whether this is the replica's fault
   */
  public boolean isOver(Duration limit, Moment since) throws InvalidRunException {
    double factor = busyFactor(since);
    if (since(since).toMillis() <= limit.toMillis() * Math.min(factor, MAX_BUSY_FACTOR)) {
      return false;
    }
    if (factor > MAX_BUSY_FACTOR) {
      throw new InvalidRunException(
          "the machine was too busy: processes had a processor for 1/%.0f of the time that they"
                  .formatted(factor)
              + " needed one");
    }
    return true;
  }

  /** Adds to one of the run's counters. */
  public void count(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  /** {@return the counters of the run} */
  public Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  void observe(String who, Standing standing) {
    observations.add(new Observation(who, standing));
  }

  /** Opens a connection to the log. */
  public KafkaEventLog openLog() {
    return KafkaEventLog.open(location(), clock);
  }

  /** {@return the location of the log, for the suites themselves} */
  public KafkaLocation location() {
    return KafkaLocation.of(brokers.bootstrapServers(), TopicNames.of(LOCAL))
        .withTimeoutMs(PATIENCE_MS);
  }

  /** {@return the number of records of {@code .events}} */
  public long events() {
    try (KafkaEventLog log = openLog()) {
      return log.end(Topic.EVENTS).nextOffset();
    }
  }

  /**
   * Checks the store of a replica that was just killed: the store must be undamaged, and its rows
   * must match its position.
   */
  public void checkKilledStore(ReplicaProcess replica) throws BrokenPromiseException, IOException {
    Optional<Standing> standing = StoreCheck.killed(replica);
    if (standing.isPresent()) {
      observe(replica.id() + "." + replica.incarnation() + " killed", standing.get());
      count("killed-stores-checked", 1);
    }
  }

  /**
   * Ends the run: stops the load, waits until all running replicas have applied the log, stops
   * them, and checks all promises.
   *
   * @throws InvalidRunException if the load did too little
   */
  public void verify()
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    for (Load load : loads) {
      load.stop();
    }
    Moment quiet = moment();
    long end = events();
    for (ReplicaProcess replica : replicas) {
      replica.awaitReady(quiet, end);
      awaitApplied(replica, end, quiet);
    }
    for (ReplicaProcess replica : replicas) {
      replica.stop();
    }
    PromiseCheck check = new PromiseCheck(replicas, loads, tails, observations, outages);
    try (KafkaEventLog log = openLog()) {
      check.run(log).forEach(this::count);
    }
  }

  private void awaitApplied(ReplicaProcess replica, long end, Moment quiet)
      throws InterruptedException, BrokenPromiseException, InvalidRunException {
    long applied = 0;
    while (applied < end) {
      applied = replica.status().map(standing -> standing.events().nextOffset()).orElse(applied);
      if (isOver(CAUGHT_UP_WITHIN, quiet)) {
        throw new BrokenPromiseException(
            Promise.READY_IN_TIME,
            "%s has applied %d of %d events %d ms after the end of the load"
                .formatted(replica.id(), applied, end, since(quiet).toMillis()));
      }
      Waiting.pause(LOOK_EVERY);
    }
  }

  /** {@return the configuration of a replica} */
  static ReplicaConfig configOf(ReplicaProcess replica) throws IOException {
    try {
      return ReplicaConfig.read(replica.config());
    } catch (StartupException wrong) {
      throw new IOException(wrong);
    }
  }

  @Override
  public void close() {
    loads.forEach(Load::close);
    tails.forEach(LiveTail::close);
    replicas.forEach(ReplicaProcess::close);
    brokers.close();
  }
}
