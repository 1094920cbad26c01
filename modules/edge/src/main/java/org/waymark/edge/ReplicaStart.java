package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.audit.note.NoteSigner;
import org.waymark.edge.audit.PublisherThread;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.HttpConfig;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.StartupWatch;
import org.waymark.edge.config.Topology;
import org.waymark.edge.http.HttpInterface;
import org.waymark.edge.http.ReaderTokens;
import org.waymark.edge.http.ReplicaAnswers;
import org.waymark.edge.metrics.DigestInfo;
import org.waymark.edge.metrics.MetricsText;
import org.waymark.edge.metrics.ReplicaGauges;
import org.waymark.edge.metrics.ReplicaLag;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.edge.metrics.StatusSource;
import org.waymark.edge.trust.FolderTrust;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogState;
import org.waymark.log.LogWatch;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.BindTrouble;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.server.ServerCore;
import org.waymark.server.checkpoint.CheckpointSigning;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.replay.LogFollower;
import org.waymark.server.replay.LogReport;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.replicas.AuditReader;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.StartRecord;
import org.waymark.server.report.StopRecord;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Store;
import org.waymark.trust.Ed25519;

/**
 * Starts one replica by assembling the log, store, server and transports on the calling thread.
 * Each part is added to the list of opened parts as soon as it is open; the parts are closed in
 * reverse order.
 *
 * <p>The steps are: open the store and check the log; open the transport and assemble the server;
 * apply the trust topic and check the trust material; serve; follow the log; watch files and
 * publish metrics.
 */
final class ReplicaStart {
  private static final Logger log = LoggerFactory.getLogger(ReplicaStart.class);
  private static final long LAG_EVERY_MS = 1_000;
  private static final long REMIND_EVERY_MS = 1_000;

  private final ReplicaConfig config;
  private final EventLog eventLog;
  private final Ports ports;
  private final Execution execution;
  private final OpenedParts opened;
  private final AtomicReference<Topology> topology;

  /** A server that is connected to its transport and its log. */
  private record Running(
      ServerContext context,
      ServerCore core,
      ScionUdp transport,
      Execution.Verification verification,
      PrometheusMeterRegistry registry,
      Optional<NoteSigner> signer) {}

  /**
   * @param opened collects the opened parts; the caller closes them, even if starting fails
   */
  ReplicaStart(
      ReplicaConfig config,
      EventLog eventLog,
      Ports ports,
      Execution execution,
      OpenedParts opened) {
    this.config = config;
    this.eventLog = eventLog;
    this.ports = ports;
    this.execution = execution;
    this.opened = opened;
    this.topology = new AtomicReference<>(config.topology());
  }

  /**
   * Starts the replica.
   *
   * @return the replica, which serves and follows its log
   */
  Replica run(CertificateFolder certificates) throws StartupException {
    Store first =
        execution.openStore(
            config,
            config.applySettings(),
            // The store reports the failure to the log follower, which logs its reaction.
            (what, cause) -> log.debug("{}", what, cause));
    ServingStore store = opened.add(new ServingStore(first));
    Readiness readiness = new Readiness();
    StartupChecks checks = new StartupChecks(config, eventLog, first);
    boolean logIsThere = checks.log(readiness);
    Running running = assemble(store, readiness);
    if (logIsThere) {
      replayTrust(running.core());
    }
    checks.store(certificates);
    running.core().trust().watch().look();
    running.transport().serve(running.core().pathServer());
    LogWatch watch = follow(running, logIsThere);
    ReplicaLag lag = new ReplicaLag(store, watch::state, ports.clock());
    opened.add(ports.timers().every(LAG_EVERY_MS, lag::seconds)::cancel);
    StatusSource status =
        new StatusSource(
            config, store, running.core(), running.transport(), watch::state, lag, ports.clock());
    Optional<HttpInterface> http = show(running, lag, status);
    return new Replica(
        config, running.context(), running.core(), running.transport(), http, status, opened);
  }

  /** Opens the transport and assembles the server, which does not receive anything yet. */
  private Running assemble(ServingStore store, Readiness readiness) throws StartupException {
    Optional<NoteSigner> signer = config.audit().signer();
    Execution.Verification verification = execution.verification(config.limits(), ports.faults());
    opened.add(verification.stop());
    PrometheusMeterRegistry registry = ReplicaGauges.registry(config, ports.clock());
    opened.add(registry::close);
    ServerMetrics metrics = new ServerMetrics(registry);
    ScionUdp transport =
        opened.add(PacketTransport.open(config, topology::get, ports, metrics, registry));
    ServerContext context =
        new ServerContext(
            settings(signer),
            eventLog,
            store,
            readiness,
            transport,
            metrics,
            new ServerPorts(
                ports.clock(),
                ports.timers(),
                ports.random(),
                verification.workers(),
                Ed25519.fastest(),
                ports.faults()));
    ServerCore core = new ServerCore(context);
    opened.add(core.leaseTasks());
    opened.add(core.writes());
    opened.add(core.reads());
    signer.ifPresent(
        key ->
            opened.add(
                new CheckpointSigning(
                    context, core.leaseTasks()::holds, key, config.kafka().names())));
    return new Running(context, core, transport, verification, registry, signer);
  }

  private ServerSettings settings(Optional<NoteSigner> signer) {
    return new ServerSettings(
        config.id(),
        new LocalAs(config.ia(), config.topology().core()),
        new AnswerSettings(config.maxSegments()),
        config.applySettings().aheadMs(),
        config.treeTtls(),
        new DampingSettings(config.refreshMin()),
        new FoldSettings(config.history(), config.audit().keys(signer)),
        config.limits());
  }

  /**
   * Applies the trust topic. If part of the topic is lost or unreadable, the {@link
   * org.waymark.server.replay.FollowerSupervisor} handles this later, by rebuilding the store or by
   * reading the topic again.
   */
  private static void replayTrust(ServerCore core) {
    try {
      core.follower().replayTrust();
    } catch (LogException.Discontinued | LogException.Unreadable notRead) {
      log.warn(
          "Starting with the trust material in the store, because the trust topic cannot be "
              + "read: {}",
          notRead.getMessage());
    }
  }

  /**
   * Records the start, and starts following the log.
   *
   * @return the watch that monitors whether the log is reachable
   */
  private LogWatch follow(Running running, boolean logIsThere) {
    ServerCore core = running.core();
    StartRecord start =
        new StartRecord(
            core.audit(),
            config.applySettings().applyVersion(),
            SocketAddresses.text(running.transport().address()),
            eventLog);
    if (logIsThere) {
      core.follower().open(start.getAsLong());
    }
    opened.add(new StopRecord(core.audit()));
    if (execution.publishes()) {
      config
          .audit()
          .directory()
          .ifPresent(
              folder ->
                  opened.add(
                      PublisherThread.start(
                          config.audit().keys(running.signer()),
                          folder,
                          eventLog,
                          ports.clock(),
                          ports.timers(),
                          running.context().metrics())));
    }
    LogFollower following = opened.add(execution.follow(core, logIsThere, start));
    opened.add(
        execution.readAudit(
            new AuditReader(eventLog, ports.clock(), core.reports()), ports.faults()));
    LogReport report = new LogReport(core.readiness(), following::stop, ports.clock());
    Consumer<LogState> listener =
        state -> {
          core.reports().logSeen(state);
          report.accept(state);
        };
    LogWatch watch = opened.add(LogWatch.start(eventLog, ports.clock(), ports.timers(), listener));
    opened.add(ports.timers().every(REMIND_EVERY_MS, report::remind)::cancel);
    return watch;
  }

  /** Shows the replica to its operator, and starts to apply changes to start-up files. */
  private Optional<HttpInterface> show(Running running, ReplicaLag lag, StatusSource status)
      throws StartupException {
    Execution.Verification verification = running.verification();
    PrometheusMeterRegistry registry = running.registry();
    ReplicaGauges.register(
        registry, verification.queued(), verification.queuedBytes(), lag, running.transport());
    registry.getPrometheusRegistry().register(new DigestInfo(config, running.context().store()));
    if (execution.watchesFiles()) {
      opened.add(watchFiles(running));
    }
    if (config.http().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(opened.add(http(config.http().get(), running, status)));
  }

  private StartupWatch watchFiles(Running running) throws StartupException {
    ServerContext context = running.context();
    FolderTrust folder =
        new FolderTrust(
            config,
            context.store()::trust,
            context.readiness(),
            context.ed25519(),
            FolderTrust.offersTo(running.core().pathServer(), running.transport().self()),
            ports.clock(),
            context.metrics());
    return new StartupWatch(config, topology, ports.timers(), context.metrics(), folder);
  }

  private static HttpInterface http(HttpConfig http, Running running, StatusSource status)
      throws StartupException {
    try {
      ReaderTokens tokens =
          http.tokens().isEmpty() ? ReaderTokens.NONE : ReaderTokens.of(http.tokens());
      return new HttpInterface(http.listen(), tokens, answers(running, status));
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "The file http.tokens is not usable: " + e.getMessage() + "; write one per line", e);
    } catch (IOException e) {
      throw new StartupException(
          BindTrouble.of(
              "TCP " + SocketAddresses.text(http.listen()) + " for the HTTP interface",
              "http.listen",
              e),
          e);
    }
  }

  private static ReplicaAnswers answers(Running running, StatusSource status) {
    PastAnswers past = new PastAnswers(running.context(), new SystemClock());
    return new ReplicaAnswers() {
      @Override
      public ReplicaStatus status() {
        return status.now();
      }

      @Override
      public ObjectNode answer(JsonNode query) {
        return past.answer(query);
      }

      @Override
      public String metrics() {
        return MetricsText.of(running.registry());
      }
    };
  }
}
