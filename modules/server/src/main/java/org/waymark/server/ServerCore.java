package org.waymark.server;

import java.util.List;
import java.util.function.LongSupplier;
import org.waymark.server.append.Appenders;
import org.waymark.server.context.ServerContext;
import org.waymark.server.propagation.LeaseTasks;
import org.waymark.server.recorder.OutageRecorder;
import org.waymark.server.registration.RegistrationHandler;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.AppliedListeners;
import org.waymark.server.replay.Follower;
import org.waymark.server.replay.FollowerSupervisor;
import org.waymark.server.replay.Followers;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replicas.ReplicaReports;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.QuarantineReport;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.revocation.NewSegments;
import org.waymark.server.revocation.RevocationHandler;
import org.waymark.server.token.TokenReads;
import org.waymark.server.token.TokenWrites;
import org.waymark.server.trust.ParkedSegment;
import org.waymark.server.trust.TrustHandler;

/**
 * Assembles the parts of one replica that have no sockets: a {@link PathServer}, the {@link
 * Follower} that maintains its store, and the parts on which these two depend.
 *
 * <p>Each part takes the shared {@link ServerContext} and the parts it depends on as constructor
 * arguments, and starts its own timers. The parts are therefore constructed in order of dependency.
 */
public final class ServerCore {
  private final ServerContext context;
  private final Appenders appenders;
  private final NewSegments newSegments;
  private final RequestHandler requests;
  private final TrustHandler trust;
  private final RegistrationHandler registrations;
  private final RevocationHandler revocations;
  private final PathServer pathServer;
  private final TokenReads reads;
  private final TokenWrites writes;
  private final LeaseTasks leaseTasks;
  private final ReplicaReports reports;
  private final FollowerSupervisor.Context following;
  private final Follower follower;

  /**
   * Assembles the parts. Records are applied only after the {@link #follower} has been opened and
   * run.
   */
  public ServerCore(ServerContext context) {
    this.context = context;
    appenders = new Appenders(context);
    revocations = new RevocationHandler(context, appenders);
    requests = new RequestHandler(context);
    trust = new TrustHandler(context, appenders, this::registerAgain);
    newSegments = new NewSegments(context, revocations);
    registrations = new RegistrationHandler(context, appenders, requests, revocations, newSegments);
    reads = new TokenReads(context);
    writes = new TokenWrites(context);
    pathServer = new PathServer(context, requests, registrations, revocations, trust, writes);
    OutageRecorder.start(context, appenders);
    leaseTasks = new LeaseTasks(context);
    reports = new ReplicaReports(context);
    following =
        new FollowerSupervisor.Context(
            context.eventLog(),
            context.store(),
            context.readiness(),
            Followers.telling(
                listeners(),
                context.eventLog(),
                context.settings().fold(),
                context.metrics(),
                context.clock()),
            context.clock(),
            context.timers(),
            context.faults());
    follower = following.first();
    ServerGauges.register(context, requests, revocations, leaseTasks);
    ReportGauges.register(context, reports);
    ReferenceGauges.register(context, requests, trust, leaseTasks);
  }

  /**
   * {@return the listeners to notify of each applied batch, in order}
   *
   * <p>The appenders come first, before the listeners that answer requests or judge messages. As a
   * result, this replica's own appends are completed before their records have other effects; by
   * that time, a segment is read from the store and no longer counts as being registered. The
   * tokens of these appends need to know of their records even earlier. The order of the other
   * listeners does not matter, because they all read the store, which has already changed.
   */
  private AppliedListener listeners() {
    QuarantineReport quarantine = new QuarantineReport(context.metrics(), context.clock());
    return new AppliedListeners(
        List.of(
            quarantine::applied,
            registrations,
            writes,
            appenders,
            trust,
            requests,
            leaseTasks,
            newSegments,
            reports,
            reads));
  }

  private void registerAgain(ParkedSegment parked, Runnable displaced) {
    pathServer.registerAgain(parked, displaced);
  }

  /**
   * Starts keeping the replica up to date with its log.
   *
   * @param followerIsOpen whether {@link #follower} is open; if not, it is opened once the log is
   *     reachable
   * @param ownStart returns the record time of this replica's start in {@code .audit}, after
   *     appending that record on the first call
   * @return the supervisor that follows the log
   */
  public FollowerSupervisor follow(boolean followerIsOpen, LongSupplier ownStart) {
    return FollowerSupervisor.start(following, follower, followerIsOpen, ownStart);
  }

  /**
   * {@return the context for following the log, which {@link #follow} uses on its own thread and
   * simulations use without threads}
   */
  public FollowerSupervisor.Context context() {
    return following;
  }

  /** {@return the entry point for messages} */
  public PathServer pathServer() {
    return pathServer;
  }

  /** {@return the reads of callers in this process, to be closed before the store} */
  public TokenReads reads() {
    return reads;
  }

  /** {@return the tokens of writes, to be closed before the store} */
  public TokenWrites writes() {
    return writes;
  }

  /** {@return the follower that writes the first store; it is not yet open} */
  public Follower follower() {
    return follower;
  }

  /** {@return the readiness, which tells whether answers can be relied upon} */
  public Readiness readiness() {
    return context.readiness();
  }

  /** {@return the handler of path requests} */
  public RequestHandler requests() {
    return requests;
  }

  /** {@return the handler of registrations} */
  public RegistrationHandler registrations() {
    return registrations;
  }

  /** {@return the handler of revocations} */
  public RevocationHandler revocations() {
    return revocations;
  }

  /** {@return the lease tasks of this replica, to be closed before the log} */
  public LeaseTasks leaseTasks() {
    return leaseTasks;
  }

  /** {@return the reports of this replica and of the others} */
  public ReplicaReports reports() {
    return reports;
  }

  /** {@return the writer of {@code .audit}} */
  public AuditTrail audit() {
    return context.audit();
  }

  /** {@return the handler of trust material} */
  public TrustHandler trust() {
    return trust;
  }
}
