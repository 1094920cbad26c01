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
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.AuditTrail;
import org.waymark.server.report.QuarantineReport;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.revocation.NewSegments;
import org.waymark.server.revocation.RevocationHandler;
import org.waymark.server.trust.ParkedSegment;
import org.waymark.server.trust.TrustHandler;

/**
 * The parts of one replica that have no sockets, assembled: a {@link PathServer}, the {@link
 * Follower} that keeps its store, and what they work with.
 *
 * <p>Each part assembles itself from the {@link ServerContext} that all share and from the parts
 * that are arguments of its constructor, and starts its own timers. So the order of construction
 * below is the order of dependence.
 */
public final class ServerCore {
  private final ServerContext context;
  private final Appenders appenders;
  private final NewSegments newSegments;
  private final RequestHandler requests;
  private final TrustHandler trust;
  private final RegistrationHandler registrations;
  private final PathServer pathServer;
  private final LeaseTasks leaseTasks;
  private final FollowerSupervisor.Context following;
  private final Follower follower;

  /** Assembles the parts. Nothing is applied before the {@link #follower} is opened and run. */
  public ServerCore(ServerContext context) {
    this.context = context;
    appenders = new Appenders(context);
    RevocationHandler revocations = new RevocationHandler(context, appenders);
    requests = new RequestHandler(context);
    trust = new TrustHandler(context, appenders, this::registerAgain);
    newSegments = new NewSegments(context, revocations);
    registrations = new RegistrationHandler(context, appenders, requests, revocations, newSegments);
    pathServer = new PathServer(context, requests, registrations, revocations, trust);
    OutageRecorder.start(context, appenders);
    leaseTasks = new LeaseTasks(context);
    following =
        new FollowerSupervisor.Context(
            context.eventLog(),
            context.store(),
            context.readiness(),
            FollowerSupervisor.Followers.telling(
                listeners(),
                context.eventLog(),
                context.settings().history(),
                context.metrics(),
                context.clock()),
            context.clock(),
            context.timers(),
            context.faults());
    follower = following.first();
    ServerGauges.register(context, requests, revocations, leaseTasks);
    ReferenceGauges.register(context, requests, trust, leaseTasks);
  }

  /**
   * {@return the listeners that are told of each applied batch, in this order}
   *
   * <p>The appenders come before all that answer or judge: an append of this replica is settled
   * before its record has further effects, so that a segment is read from the store by then and no
   * longer counts as one that is being registered. The order of the others does not matter, since
   * each works on the store, which has changed before.
   */
  private AppliedListener listeners() {
    QuarantineReport quarantine = new QuarantineReport(context.metrics(), context.clock());
    return new AppliedListeners(
        List.of(
            quarantine::applied,
            registrations,
            appenders,
            trust,
            requests,
            leaseTasks,
            newSegments));
  }

  private void registerAgain(ParkedSegment parked, Runnable displaced) {
    pathServer.registerAgain(parked, displaced);
  }

  /**
   * {@return the supervisor that keeps the replica up to date with its log from now on}
   *
   * @param followerIsOpen whether {@link #follower} is open; if not, it is opened once the log is
   *     reachable
   * @param ownStart gives the record time of this replica's start in {@code .audit}, and appends it
   *     if that has not been done yet
   */
  public FollowerSupervisor follow(boolean followerIsOpen, LongSupplier ownStart) {
    return FollowerSupervisor.start(following, follower, followerIsOpen, ownStart);
  }

  /** {@return what {@link #follow} works on, for simulations, which follow without threads} */
  public FollowerSupervisor.Context context() {
    return following;
  }

  /** {@return the entrance for messages} */
  public PathServer pathServer() {
    return pathServer;
  }

  /** {@return the writer of the first store, not yet open} */
  public Follower follower() {
    return follower;
  }

  /** {@return whether answers can be relied upon} */
  public Readiness readiness() {
    return context.readiness();
  }

  /** {@return the handler of path requests} */
  public RequestHandler requests() {
    return requests;
  }

  /** {@return this replica's part in the lease, to be closed before the log} */
  public LeaseTasks leaseTasks() {
    return leaseTasks;
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
