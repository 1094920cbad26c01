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
import org.waymark.server.drain.Drain;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.propagation.Propagation;
import org.waymark.server.propagation.Tenure;
import org.waymark.server.registration.Damping;
import org.waymark.server.registration.PathLimits;
import org.waymark.server.registration.Registrar;
import org.waymark.server.replay.Follower;
import org.waymark.server.replay.Following;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.Judgements;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.QuarantineReport;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.request.RequestDesk;
import org.waymark.server.revocation.RevocationDesk;
import org.waymark.server.revocation.RevocationForwarding;
import org.waymark.server.room.WaitingRoom;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.trust.ParkedSegment;
import org.waymark.server.trust.TrustDesk;
import org.waymark.server.trust.TrustWatch;
import org.waymark.server.work.Workers;
import org.waymark.store.Applied;
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
  private final WaitingRoom room;
  private final RequestDesk requests;
  private final RevocationDesk revocations;
  private final TrustDesk trust;
  private final TrustWatch trustWatch;
  private final PathServer pathServer;
  private final Following.Ground following;
  private final Follower follower;
  private final Optional<Propagation> propagation;
  private final Tenure tenure;
  private final QuarantineReport quarantine;

  /**
   * What a replica stands on.
   *
   * @param workers for verification, appends and retries
   */
  public record Ground(
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
  public ServerCore(ServerSettings settings, Readiness readiness, Ground ground) {
    this.readiness = readiness;
    Clock clock = ground.clock();
    ServingStore store = ground.store();
    metrics = ground.metrics();
    quarantine = new QuarantineReport(metrics, clock);
    workers = ground.workers();
    faults = ground.faults();
    audit =
        new AuditTrail(
            settings.replicaId(),
            ground.eventLog(),
            settings.limits().appends().refusalEventsPerS(),
            metrics,
            clock,
            ground.timers());
    LogLines lines = new LogLines(clock);
    Judgements judgements = new Judgements(metrics, audit, lines);
    EventAppender appender =
        new EventAppender(
            settings.replicaId(),
            ground.eventLog(),
            Topic.EVENTS,
            appliedRecords,
            ground.timers(),
            metrics);
    RequestIds requestIds = new RequestIds(ground.random());
    AppendBudgets budgets = new AppendBudgets(settings.limits().appends(), clock);
    room = new WaitingRoom(settings.limits().room(), readiness, metrics, this::held);
    Damping damping = new Damping(settings.refreshMin());
    PathLimits pathLimits = new PathLimits(settings.limits().registrations());
    revocations =
        new RevocationDesk(
            settings,
            store,
            appender,
            budgets,
            room,
            new RevocationForwarding(
                settings.local(),
                store,
                room,
                ground.outbound(),
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
                        judgements.revoked(one.revocation(), outcome, one.origin());
                      } else {
                        faults.fault("a revocation that waited", failure);
                      }
                    }));
    requests =
        new RequestDesk(
            settings,
            store,
            room,
            readiness,
            ground.outbound(),
            requestIds,
            workers,
            metrics,
            clock,
            lines,
            faults);
    trust =
        new TrustDesk(
            settings,
            store,
            ground.ed25519(),
            new EventAppender(
                settings.replicaId(),
                ground.eventLog(),
                Topic.TRUST,
                appliedTrust,
                ground.timers(),
                metrics),
            budgets,
            ground.outbound(),
            requestIds,
            this::registerAgain,
            workers,
            metrics,
            new TrustMetrics(ground.registry()),
            lines,
            faults,
            clock,
            ground.timers());
    trustWatch = new TrustWatch(settings.local().ia(), store, clock, ground.registry());
    ground.timers().every(TrustWatch.EVERY_MS, trustWatch::look);
    Registrar registrar =
        new Registrar(
            settings,
            store,
            new SegmentVerifier(ground.ed25519(), verifiedPrefixes, clock),
            appender,
            budgets,
            damping,
            pathLimits,
            readiness,
            room,
            requests,
            revocations,
            clock);
    pathServer =
        new PathServer(
            requests,
            registrar,
            revocations,
            trust,
            workers,
            judgements,
            lines,
            metrics,
            ground.faults(),
            requestIds);
    following =
        new Following.Ground(
            ground.eventLog(),
            store,
            readiness,
            (other, itsReadiness) ->
                new Follower(ground.eventLog(), other, itsReadiness, clock, metrics, this::applied),
            this::forgetAppends,
            clock,
            ground.timers(),
            faults);
    follower = following.first();
    ground.timers().every(CLEAN_EVERY_MS, revocations::clean);
    ground.timers().every(RETRY_EVERY_MS, requests::retry);
    Drain drain =
        new Drain(
            room,
            ground.eventLog(),
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
    ground.timers().every(DRAIN_EVERY_MS, drain::round);
    propagation =
        settings.local().core()
            ? Optional.of(
                new Propagation(
                    settings.local(),
                    settings.limits().propagation(),
                    store,
                    ground.outbound(),
                    requestIds,
                    clock,
                    metrics))
            : Optional.empty();
    tenure =
        new Tenure(
            settings.replicaId(),
            ground.eventLog(),
            readiness,
            propagation,
            clock,
            ground.timers(),
            metrics);
    ServerGauges.register(ground.registry(), store, readiness, requests, revocations, room);
    ServerGauges.register(ground.registry(), ground.eventLog(), tenure, propagation);
    ReferenceGauges.register(
        ground.registry(),
        new HeldRowsSample(store, clock),
        new ReferenceGauges.Rooms(
            requests::pending,
            tenure::holds,
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
  public Following.Ground ground() {
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
  public Following follow(boolean followerIsOpen, LongSupplier ownStart) {
    return Following.start(following, follower, followerIsOpen, ownStart);
  }

  /** {@return whether answers can be relied upon} */
  public Readiness readiness() {
    return readiness;
  }

  /** {@return who answers path requests} */
  public RequestDesk requests() {
    return requests;
  }

  /** {@return this replica's part in the lease, to be closed before the log} */
  public Tenure tenure() {
    return tenure;
  }

  /** {@return the writer of {@code .audit}} */
  public AuditTrail audit() {
    return audit;
  }

  /** {@return what knows how much trust material is held, and how much is missing} */
  public TrustDesk trust() {
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
      metrics.messageDropped(RefusalCause.OVERLOAD.label());
    }
  }
}
