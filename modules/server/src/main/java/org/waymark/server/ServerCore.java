package org.waymark.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.segment.PathSegment;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.AppliedRecords;
import org.waymark.server.append.EventAppender;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.propagation.LeaseTasks;
import org.waymark.server.propagation.Propagation;
import org.waymark.server.recorder.OutageRecorder;
import org.waymark.server.registration.Damping;
import org.waymark.server.registration.PathBudgets;
import org.waymark.server.registration.RegistrationHandler;
import org.waymark.server.replay.Follower;
import org.waymark.server.replay.FollowerSupervisor;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.OutcomeReporter;
import org.waymark.server.report.QuarantineReport;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.revocation.RevocationForwarding;
import org.waymark.server.revocation.RevocationHandler;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.trust.ParkedSegment;
import org.waymark.server.trust.TrustHandler;
import org.waymark.server.trust.TrustWatch;
import org.waymark.server.work.Workers;
import org.waymark.store.apply.Applied;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.VerifiedPrefixes;

/**
 * The parts of one replica that have no sockets, put together: a {@link PathServer}, the {@link
 * Follower} that keeps its store, and what they share.
 */
public final class ServerCore {
  private static final long CLEAN_EVERY_MS = 1_000;
  private static final long RETRY_EVERY_MS = 1_000;
  private static final long DRAIN_EVERY_MS = 1_000;

  private final Readiness readiness;
  private final AppliedRecords appliedRecords = new AppliedRecords();
  private final AppliedRecords appliedTrust = new AppliedRecords();
  private final VerifiedPrefixes verifiedPrefixes =
      new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY);
  private final ServerMetrics metrics;
  private final Workers workers;
  private final FaultHandler faults;
  private final AuditTrail audit;
  private final OutageBuffer outage;
  private final RequestHandler requests;
  private final RevocationHandler revocations;
  private final TrustHandler trust;
  private final TrustWatch trustWatch;
  private final PathServer pathServer;
  private final FollowerSupervisor.Context following;
  private final Follower follower;
  private final Optional<Propagation> propagation;
  private final LeaseTasks leaseTasks;
  private final QuarantineReport quarantine;

  /**
   * What a replica stands on.
   *
   * @param workers for verification, appends and retries
   */
  public record Context(
      EventLog eventLog,
      ServingStore store,
      Outbound outbound,
      Ed25519 ed25519,
      Workers workers,
      Clock clock,
      Timers timers,
      RandomGenerator random,
      FaultHandler faults,
      ServerMetrics metrics,
      MeterRegistry registry) {}

  /** Puts the parts together; nothing is applied before the {@link #follower} is open and run. */
  public ServerCore(ServerSettings settings, Readiness readiness, Context context) {
    this.readiness = readiness;
    Clock clock = context.clock();
    ServingStore store = context.store();
    metrics = context.metrics();
    quarantine = new QuarantineReport(metrics, clock);
    workers = context.workers();
    faults = context.faults();
    audit =
        new AuditTrail(
            settings.replicaId(),
            context.eventLog(),
            settings.limits().appends().refusalEventsPerS(),
            metrics,
            clock,
            context.timers());
    LogLines lines = new LogLines(clock);
    OutcomeReporter reporter = new OutcomeReporter(metrics, audit, lines);
    EventAppender appender =
        new EventAppender(
            settings.replicaId(),
            context.eventLog(),
            Topic.EVENTS,
            appliedRecords,
            context.timers(),
            metrics);
    RequestIds requestIds = new RequestIds(context.random());
    AppendBudgets budgets = new AppendBudgets(settings.limits().appends(), clock);
    outage = new OutageBuffer(settings.limits().outage(), readiness, metrics, this::held);
    Damping damping = new Damping(settings.damping().refreshMin());
    PathBudgets pathLimits = new PathBudgets(settings.limits().registrations());
    revocations =
        new RevocationHandler(
            settings,
            store,
            appender,
            budgets,
            outage,
            new RevocationForwarding(
                settings.local(),
                store,
                outage,
                context.outbound(),
                requestIds,
                metrics,
                lines,
                clock,
                workers,
                faults),
            clock,
            (one, judged) ->
                judged.whenComplete(
                    (outcome, failure) -> {
                      if (failure == null) {
                        reporter.revoked(one.revocation(), outcome, one.origin());
                      } else {
                        faults.fault("a revocation that waited", failure);
                      }
                    }));
    requests =
        new RequestHandler(
            settings,
            store,
            outage,
            readiness,
            context.outbound(),
            requestIds,
            workers,
            metrics,
            clock,
            lines,
            faults);
    trust =
        new TrustHandler(
            settings,
            store,
            context.ed25519(),
            new EventAppender(
                settings.replicaId(),
                context.eventLog(),
                Topic.TRUST,
                appliedTrust,
                context.timers(),
                metrics),
            budgets,
            context.outbound(),
            requestIds,
            this::registerAgain,
            workers,
            metrics,
            new TrustMetrics(context.registry()),
            lines,
            faults,
            clock,
            context.timers());
    trustWatch = new TrustWatch(settings.local().ia(), store, clock, context.registry());
    context.timers().every(TrustWatch.EVERY_MS, trustWatch::look);
    RegistrationHandler registrations =
        new RegistrationHandler(
            settings,
            store,
            new SegmentVerifier(context.ed25519(), verifiedPrefixes, clock),
            appender,
            budgets,
            damping,
            pathLimits,
            readiness,
            outage,
            requests,
            revocations,
            clock);
    pathServer =
        new PathServer(
            requests,
            registrations,
            revocations,
            trust,
            workers,
            reporter,
            lines,
            metrics,
            context.faults(),
            requestIds);
    following =
        new FollowerSupervisor.Context(
            context.eventLog(),
            store,
            readiness,
            (other, itsReadiness) ->
                new Follower(
                    context.eventLog(), other, itsReadiness, clock, metrics, this::applied),
            this::forgetAppends,
            clock,
            context.timers(),
            faults);
    follower = following.first();
    context.timers().every(CLEAN_EVERY_MS, revocations::clean);
    context.timers().every(RETRY_EVERY_MS, requests::retry);
    OutageRecorder recorder =
        new OutageRecorder(
            outage,
            context.eventLog(),
            store,
            appender,
            damping,
            pathLimits,
            readiness,
            Math.ceilDiv(settings.limits().appends().perS(), 4),
            workers,
            clock,
            metrics,
            faults);
    context.timers().every(DRAIN_EVERY_MS, recorder::round);
    propagation =
        settings.local().core()
            ? Optional.of(
                new Propagation(
                    settings.local(),
                    settings.limits().propagation(),
                    store,
                    context.outbound(),
                    requestIds,
                    clock,
                    metrics))
            : Optional.empty();
    leaseTasks =
        new LeaseTasks(
            settings.replicaId(),
            context.eventLog(),
            readiness,
            propagation,
            clock,
            context.timers(),
            metrics);
    ServerGauges.register(context.registry(), store, readiness, requests, revocations, outage);
    ServerGauges.register(context.registry(), context.eventLog(), leaseTasks, propagation);
    ReferenceGauges.register(
        context.registry(),
        new RowStatisticsSample(store, clock),
        new ReferenceGauges.Rooms(
            requests::pending,
            leaseTasks::holds,
            () -> propagation.map(Propagation::due).orElse(0L),
            trust::parkedSegments,
            trust::trcsAskedFor,
            trust::chainsAskedFor));
  }

  /** {@return the entrance for messages} */
  public PathServer pathServer() {
    return pathServer;
  }

  /** {@return the writer of the store, not yet open} */
  public Follower follower() {
    return follower;
  }

  /** {@return what {@link #follow} works on, for simulations, which follow without threads} */
  public FollowerSupervisor.Context context() {
    return following;
  }

  /**
   * {@return what keeps the replica up with its log from now on}
   *
   * @param followerIsOpen whether {@link #follower} is open; else it is opened when the log is
   *     there
   * @param ownStart gives the record time of this replica's start in {@code .audit}, and appends it
   *     when that was not done yet
   */
  public FollowerSupervisor follow(boolean followerIsOpen, LongSupplier ownStart) {
    return FollowerSupervisor.start(following, follower, followerIsOpen, ownStart);
  }

  /** {@return whether answers can be relied upon} */
  public Readiness readiness() {
    return readiness;
  }

  /** {@return who answers path requests} */
  public RequestHandler requests() {
    return requests;
  }

  /** {@return this replica's part in the lease, to be closed before the log} */
  public LeaseTasks leaseTasks() {
    return leaseTasks;
  }

  /** {@return the writer of {@code .audit}} */
  public AuditTrail audit() {
    return audit;
  }

  /** {@return what knows how much trust material is held, and how much is missing} */
  public TrustHandler trust() {
    return trust;
  }

  /** {@return what tells of trust material that ends} */
  public TrustWatch trustWatch() {
    return trustWatch;
  }

  private void registerAgain(ParkedSegment parked, Runnable displaced) {
    pathServer.registerAgain(parked, displaced);
  }

  private void applied(Topic topic, List<Applied> batch) {
    quarantine.applied(topic, batch);
    if (topic == Topic.TRUST) {
      verifiedPrefixes.clear();
      appliedTrust.applied(batch);
      trust.applied(batch);
      trustWatch.look();
      requests.applied(topic, batch);
      return;
    }
    appliedRecords.applied(batch);
    requests.applied(topic, batch);
    propagation.ifPresent(sending -> sending.applied(batch));
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Added added -> held(added.stored().segment());
        case Applied.Replaced replaced -> held(replaced.stored().segment());
        default -> {
          // Only a segment that came to be held can prove a revocation that waits.
        }
      }
    }
  }

  /** Who waits for a record of a log that has lost it must not be told of the one in its place. */
  private void forgetAppends() {
    appliedRecords.forgetAll();
    appliedTrust.forgetAll();
  }

  /** What waits is judged elsewhere: the applying thread neither waits nor fails for it. */
  private void held(PathSegment segment) {
    if (revocations.waiting() == 0) {
      return;
    }
    try {
      workers.execute(
          () -> {
            try {
              revocations.held(segment);
            } catch (RuntimeException e) {
              faults.fault("revocations that wait for " + segment, e);
            }
          });
    } catch (RejectedExecutionException e) {
      // They go on waiting: for the next segment, or for their end.
      metrics.messageDropped(DropReason.OVERLOAD);
    }
  }
}
