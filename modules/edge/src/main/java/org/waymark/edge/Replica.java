package org.waymark.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.StartupWatch;
import org.waymark.edge.config.Topology;
import org.waymark.edge.metrics.DigestInfo;
import org.waymark.edge.metrics.ReplicaGauges;
import org.waymark.edge.metrics.ReplicaHttpServer;
import org.waymark.edge.metrics.ReplicaLag;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.edge.metrics.StatusSource;
import org.waymark.edge.trust.FolderTrust;
import org.waymark.edge.trust.TrustAnchors;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.EventLog;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.LogWatch;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.BindTrouble;
import org.waymark.runtime.Killable;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.runtime.OwnedTimers;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.IsdAs;
import org.waymark.server.ServerCore;
import org.waymark.server.replay.LogFollower;
import org.waymark.server.replay.LogReport;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.StartRecord;
import org.waymark.server.report.StopRecord;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.trust.Ed25519;

/**
 * A replica of the path server of an AS. This class alone assembles log, store, server and
 * transports.
 *
 * <p>It starts completely or not at all: if starting fails, everything opened so far is closed
 * again. It does not own the log that it is given.
 */
public final class Replica implements Killable {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);
  private static final long LAG_EVERY_MS = 1_000;
  private static final long REMIND_EVERY_MS = 1_000;

  private final ReplicaConfig config;
  private final ServingStore store;
  private final ServerCore core;
  private final ScionUdp transport;
  private final MeterRegistry registry;
  private final Optional<ReplicaHttpServer> metricsPage;
  private final StatusSource status;
  private final OpenedParts opened;

  private Replica(
      ReplicaConfig config,
      ServingStore store,
      ServerCore core,
      ScionUdp transport,
      MeterRegistry registry,
      Optional<ReplicaHttpServer> metricsPage,
      StatusSource status,
      OpenedParts opened) {
    this.config = config;
    this.store = store;
    this.core = core;
    this.transport = transport;
    this.registry = registry;
    this.metricsPage = metricsPage;
    this.status = status;
    this.opened = opened;
  }

  /**
   * Starts a replica, which then catches up with the log in the background; see {@link
   * #whenCaughtUp}.
   *
   * @param eventLog the open, verified log; the caller closes it after the replica
   * @throws StartupException if a file, the address or the trust anchors are wrong
   * @throws org.waymark.store.row.StoreException if the store cannot be used
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public static Replica start(ReplicaConfig config, EventLog eventLog, Ports ports)
      throws StartupException {
    return start(
        config,
        CertificateFolder.read(config.certificates()),
        eventLog,
        ports,
        new ThreadedExecution());
  }

  /**
   * Starts a replica in a simulation: without disk or threads, on the given ports alone. Its store
   * is in memory, and start-up files are not watched.
   *
   * @param certificates used instead of those in the folder of the AS
   * @param eventLog as for {@link #start}, but it must be reachable
   * @throws StartupException as in {@link #start}
   */
  public static Replica simulate(
      ReplicaConfig config, CertificateFolder certificates, EventLog eventLog, Ports ports)
      throws StartupException {
    return start(config, certificates, eventLog, ports, new SimulatedExecution(ports.timers()));
  }

  private static Replica start(
      ReplicaConfig config,
      CertificateFolder certificates,
      EventLog eventLog,
      Ports ports,
      Execution execution)
      throws StartupException {
    OpenedParts opened = new OpenedParts(ports.faults());
    OwnedTimers timers = new OwnedTimers(ports.timers());
    try (Opening parts = new Opening(opened::close);
        Opening callbacks = new Opening(timers::close)) {
      Replica replica =
          start(config, certificates, eventLog, ports.withTimers(timers), execution, opened);
      // Added last, so closed first: no timer fires while the other parts are being closed.
      opened.add(timers);
      parts.succeeded();
      callbacks.succeeded();
      return replica;
    }
  }

  private static Replica start(
      ReplicaConfig config,
      CertificateFolder certificates,
      EventLog eventLog,
      Ports ports,
      Execution execution,
      OpenedParts opened)
      throws StartupException {
    ApplySettings applySettings = config.applySettings();
    Readiness readiness = new Readiness();
    Store first =
        execution.openStore(
            config,
            applySettings,
            // The log follower learns of the failure from the store, and logs what
            // it does about it.
            (what, cause) -> log.debug("{}", what, cause));
    ServingStore store = opened.add(new ServingStore(first));
    boolean logIsThere = logIsThere(eventLog, first, readiness, config);
    if (logIsThere) {
      requireOwnLog(eventLog, config);
    }
    first.requireLog(eventLog.identity());
    Execution.Verification verification = execution.verification(config.limits(), ports.faults());
    opened.add(verification.stop());
    PrometheusMeterRegistry registry = ReplicaGauges.registry(config, ports.clock());
    opened.add(registry::close);
    ServerMetrics metrics = new ServerMetrics(registry);
    AtomicReference<Topology> topology = new AtomicReference<>(config.topology());
    ScionUdp transport = PacketTransport.open(config, topology::get, ports, metrics, registry);
    opened.add(transport);
    ServerCore core =
        new ServerCore(
            new ServerSettings(
                config.id(),
                new LocalAs(config.ia(), config.topology().core()),
                new AnswerSettings(config.maxSegments()),
                applySettings.aheadMs(),
                config.treeTtls(),
                new DampingSettings(config.refreshMin()),
                config.limits()),
            readiness,
            new ServerCore.Context(
                eventLog,
                store,
                transport,
                Ed25519.fastest(),
                verification.workers(),
                ports.clock(),
                ports.timers(),
                ports.random(),
                ports.faults(),
                metrics,
                registry));
    opened.add(core.leaseTasks());
    if (logIsThere) {
      replayTrust(core);
    }
    requireOwnStore(first, config);
    try (ReadView view = store.view()) {
      TrustAnchors.check(certificates, config, view.trust());
      TrustAnchors.missing(config.topology(), view.trust()).forEach(log::warn);
    }
    core.trustWatch().look();
    transport.serve(core.pathServer());
    StartRecord start =
        new StartRecord(
            core.audit(),
            applySettings.applyVersion(),
            SocketAddresses.text(transport.address()),
            eventLog);
    if (logIsThere) {
      core.follower().open(start.getAsLong());
    }
    opened.add(new StopRecord(core.audit()));
    LogFollower following = opened.add(execution.follow(core, logIsThere, start));
    LogReport report = new LogReport(readiness, following::stop, ports.clock());
    LogWatch watch = opened.add(LogWatch.start(eventLog, ports.clock(), ports.timers(), report));
    opened.add(ports.timers().every(REMIND_EVERY_MS, report::remind)::cancel);
    ReplicaLag lag = new ReplicaLag(store, watch::state, ports.clock());
    opened.add(ports.timers().every(LAG_EVERY_MS, lag::seconds)::cancel);
    ReplicaGauges.register(
        registry, verification.queued(), verification.queuedBytes(), lag, transport);
    registry.getPrometheusRegistry().register(new DigestInfo(config, store));
    if (execution.watchesFiles()) {
      opened.add(
          new StartupWatch(
              config,
              topology,
              ports.timers(),
              metrics,
              new FolderTrust(
                  config,
                  store::trust,
                  readiness,
                  Ed25519.fastest(),
                  FolderTrust.offersTo(core.pathServer(), transport.self()),
                  ports.clock(),
                  metrics)));
    }
    Optional<ReplicaHttpServer> metricsPage = metricsPage(config, registry);
    metricsPage.ifPresent(opened::add);
    StatusSource status =
        new StatusSource(config, store, core, transport, watch::state, lag, ports.clock());
    return new Replica(config, store, core, transport, registry, metricsPage, status, opened);
  }

  /**
   * {@return whether the log is reachable and valid} If it is away, a replica starts from its
   * store, and follows the log once it is back.
   *
   * @throws LogException.Unreachable if it is away and there is no store to start from
   */
  private static boolean logIsThere(
      EventLog eventLog, Store store, Readiness readiness, ReplicaConfig config) {
    try {
      LogCheck.verify(eventLog, positions(store));
      return true;
    } catch (LogException.Unreachable away) {
      if (store.heldLog().isEmpty()) {
        throw away;
      }
      log.warn(
          "Starting from the store in {} because the log is away; following the log once it is"
              + " back",
          config.storeFolder());
      readiness.logReachable(false);
      if (store.whole()) {
        readiness.answerAsLeft();
      }
      return false;
    }
  }

  /**
   * Checks the owner before anything is applied, so that no record from the log of another AS gets
   * into the store.
   */
  private static void requireOwnLog(EventLog eventLog, ReplicaConfig config) {
    try {
      if (!LogOwner.isRecorded(eventLog, config.ia())) {
        log.warn(
            "The log does not record which AS owns it, so replicas of other ASes could use it by"
                + " mistake: record the owner once with: waymark log init --config FILE --certs"
                + " DIR");
      }
    } catch (LogException.Unreadable notRead) {
      log.warn("Cannot check which AS owns the log: {}", notRead.getMessage());
    }
  }

  /** Checks the owner that the store remembers, which also works while the log is away. */
  private static void requireOwnStore(Store store, ReplicaConfig config) throws StartupException {
    Optional<IsdAs> owner = store.logOwner();
    if (owner.isPresent() && !owner.get().equals(config.ia())) {
      throw new StartupException(
          "the store in %s was built from the log of AS %s, but this replica serves AS %s: configure another store folder, or correct the AS"
              .formatted(config.storeFolder(), owner.get(), config.ia()));
    }
  }

  /**
   * Applies the trust topic. If some of it is lost or unreadable, the {@link
   * org.waymark.server.replay.FollowerSupervisor} deals with it later, by rebuilding the store or
   * by reading it again.
   */
  private static void replayTrust(ServerCore core) {
    try {
      core.follower().replayTrust();
    } catch (LogException.Discontinued | LogException.Unreadable notRead) {
      log.warn("Starting with the trust material in the store: {}", notRead.getMessage());
    }
  }

  private static Map<Topic, Position> positions(Store store) {
    Map<Topic, Position> positions = new EnumMap<>(Topic.class);
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      store.position(topic).ifPresent(position -> positions.put(topic, position));
    }
    return positions;
  }

  private static Optional<ReplicaHttpServer> metricsPage(
      ReplicaConfig config, PrometheusMeterRegistry registry) throws StartupException {
    if (config.metricsListen().isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress listen = config.metricsListen().get();
    try {
      return Optional.of(new ReplicaHttpServer(listen, registry));
    } catch (IOException e) {
      throw new StartupException(
          BindTrouble.of(
              "TCP " + SocketAddresses.text(listen) + " for the metrics", "metrics.listen", e),
          e);
    }
  }

  /**
   * {@return a future that completes when the replica is ready for the first time: it has caught up
   * with the log, and packets can reach it; completes exceptionally if it never can be ready}
   */
  public CompletableFuture<Void> whenCaughtUp() {
    return core.readiness().whenCaughtUp().thenCompose(caughtUp -> transport.whenReceiving());
  }

  /** {@return the current readiness} */
  public Readiness.State state() {
    return core.readiness().state();
  }

  /**
   * {@return the current status} Callable by any thread.
   *
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  public ReplicaStatus status() {
    return status.now();
  }

  /** {@return the configured id of the replica} */
  public String id() {
    return config.id();
  }

  /** {@return the address on which it serves, with the actual port} */
  public InetSocketAddress address() {
    return transport.address();
  }

  /** {@return the metrics of the replica} */
  public MeterRegistry registry() {
    return registry;
  }

  /** {@return the address of the metrics page, with the actual port; empty if there is none} */
  public Optional<InetSocketAddress> metricsAddress() {
    return metricsPage.map(ReplicaHttpServer::address);
  }

  /** {@return a view of the current state, to be closed after use} */
  public ReadView view() {
    return store.view();
  }

  /** {@return the history that the store has folded, to be closed after use} */
  public HistoryView history() {
    return store.history();
  }

  /** {@return how far a topic has been applied, and the digest there} */
  public Standing standing(Topic topic) {
    try (ReadView view = store.view()) {
      return new Standing(
          view.position(topic).map(Position::nextOffset).orElse(0L), view.digest(topic));
    }
  }

  /**
   * How far a replica has applied a topic, and its digest there.
   *
   * @param nextOffset the offset of the next record to apply
   */
  public record Standing(long nextOffset, StateDigest digest) {}

  /**
   * {@return the stored segments with the requested ends that are valid at the clock and not
   * hidden, fewest hops first}
   *
   * @param clockMs Unix milliseconds
   * @param limit the maximum number of results
   */
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    try (ReadView view = store.view()) {
      return view.segments(query, clockMs, limit);
    }
  }

  /**
   * Stops serving, records the stop in {@code .audit} if the log is reachable, and releases
   * everything.
   */
  @Override
  public void close() {
    opened.close();
  }

  /**
   * Stops the replica as if its process had been killed. No stop is recorded in {@code .audit}, and
   * if the replica has the lease, no other gets it until it expires. After the next start the store
   * has only the changes that were flushed, and the rest is applied again. Records already passed
   * to the log, which the replica does not own, are still appended. When this returns, everything
   * is free for a new start.
   */
  @Override
  public void kill() {
    opened.kill();
  }
}
