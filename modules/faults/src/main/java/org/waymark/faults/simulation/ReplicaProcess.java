package org.waymark.faults.simulation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogWatch;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.Opening;
import org.waymark.runtime.simulation.ProcessTimers;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.server.ServerCore;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.message.Source;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.LogReport;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.replay.SteppedFollowing;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.revocation.RevocationSource;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.token.Freshness;
import org.waymark.server.token.ReadResult;
import org.waymark.server.token.TokenReads;
import org.waymark.server.token.WriteResult;
import org.waymark.store.Store;
import org.waymark.store.view.ReadView;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.packet.HostAddress;

/**
 * One process of a replica: the real server core, apply and store, but without sockets and threads.
 * The process is assembled like a replica in production.
 */
final class ReplicaProcess {
  private static final int MAX_PAYLOAD_BYTES = 65_000;
  private static final Source CLIENT =
      new Source(SmallNetwork.CORE, new HostAddress.Ipv4(0x7f000001));
  private static final long APPLY_EVERY_MS = 200;
  private static final long FLUSH_EVERY_MS = 10_000;

  /**
   * The time without a heartbeat after which the log gives the lease to another member, in
   * milliseconds.
   */
  private static final long SESSION_MS = 6_000;

  private final ReplicaGroup group;
  private final SimulatedReplica replica;
  private final int number;
  private final ProcessTimers timers;
  private final LogConnection connection;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Readiness readiness = new Readiness();
  private final ServingStore store;
  private final ServerCore core;
  private final SteppedFollowing following;
  private boolean isOpen;
  private boolean isStopped;

  /** The time at which the store was last compared. */
  private Moment compared = new Moment(-1, -1);

  /** The number of times that the log had lost records when this process last read its end. */
  private int history = -1;

  private record Moment(int history, long applied) {}

  /**
   * Starts the process.
   *
   * @param number the number of times that the replica has been started
   * @throws LogException if the log cannot be reached and there is no store, or if the store was
   *     built from another log
   * @throws org.waymark.store.row.StoreException.OtherLog if the store was built from another log
   */
  ReplicaProcess(ReplicaGroup group, SimulatedReplica replica, int number) {
    this.group = group;
    this.replica = replica;
    this.number = number;
    timers = new ProcessTimers(group.timers());
    connection = new LogConnection(group.log(), group.logIdentity());
    Store first = replica.disk().open(group.settings());
    try (Opening opening = new Opening(first::kill)) {
      boolean logIsThere = checkLog(first);
      first.requireLog(connection.identity());
      store = new ServingStore(first);
      core = new ServerCore(context());
      following = new SteppedFollowing(core.context(), core.follower());
      if (logIsThere) {
        openFollower();
      }
      opening.succeeded();
    }
    LogWatch.start(
        connection,
        replica.clock(),
        timers,
        new LogReport(readiness, () -> isStopped = true, replica.clock()));
    timers.after(
        group.random().nextInt((int) APPLY_EVERY_MS),
        () -> timers.every(APPLY_EVERY_MS, this::step));
    timers.every(FLUSH_EVERY_MS, following::flush);
  }

  private boolean checkLog(Store first) {
    Map<Topic, Position> positions = new EnumMap<>(Topic.class);
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      first.position(topic).ifPresent(position -> positions.put(topic, position));
    }
    try {
      LogCheck.verify(connection, positions);
      return true;
    } catch (LogException.Unreachable away) {
      if (first.heldLog().isEmpty()) {
        throw away;
      }
      readiness.logReachable(false);
      if (first.whole()) {
        readiness.answerAsLeft();
      }
      return false;
    }
  }

  private ServerContext context() {
    return new ServerContext(
        new ServerSettings(
            replica.id(),
            new LocalAs(group.local(), group.local().equals(SmallNetwork.CORE)),
            AnswerSettings.DEFAULT,
            group.settings().aheadMs(),
            group.settings().treeTtls(),
            DampingSettings.DEFAULT,
            FoldSettings.DEFAULT,
            ServerLimits.DEFAULT),
        connection,
        store,
        readiness,
        new Nowhere(),
        new ServerMetrics(registry),
        new ServerPorts(
            replica.clock(),
            timers,
            new Random(group.random().nextLong()),
            Runnable::run,
            Ed25519.fastest(),
            this::fault));
  }

  /** Reports a fault, unless an answer of the log has reached a process that no longer exists. */
  private void fault(String what, Throwable cause) {
    if (isAlive()) {
      group.faults().fault(what, cause);
    }
  }

  /** The network to other path services, which loses all messages. */
  private static final class Nowhere implements Outbound {
    @Override
    public int maxPayloadBytes(Destination to) {
      return MAX_PAYLOAD_BYTES;
    }

    @Override
    public void send(ControlPayload payload, Destination to) {
      // The other ASes have no path service in this simulation.
    }
  }

  private void openFollower() {
    try {
      core.follower().replayTrust();
    } catch (LogException.Discontinued lost) {
      // Following discovers the same loss, and rebuilds the store.
    }
    core.follower().open(group.clock().wallMs());
    isOpen = true;
  }

  private void step() {
    if (isStopped) {
      return;
    }
    if (!isOpen) {
      try {
        openFollower();
      } catch (LogException notYet) {
        return;
      }
    }
    following.step();
    if (history != group.history() && following.isEven() && reachesLog()) {
      history = group.history();
    }
    group.stepped(this);
  }

  private boolean reachesLog() {
    return !connection.survey().isCompletedExceptionally();
  }

  /**
   * Receives a message from a host of the AS. If the process is paused, it receives the message
   * when it resumes.
   */
  void receive(Message message, Requester from, long requestId, Consumer<ControlPayload> answers) {
    Replies replies =
        new Replies() {
          @Override
          public int maxPayloadBytes() {
            return MAX_PAYLOAD_BYTES;
          }

          @Override
          public void send(ControlPayload payload) {
            answers.accept(payload);
          }
        };
    timers.run(
        () -> core.pathServer().received(new ControlPayload(message, requestId), from, replies));
  }

  /**
   * Registers a segment.
   *
   * @param results receives the outcome with its token, unless the process is killed first
   */
  void register(
      SegmentRecord record, MessageOrigin origin, Consumer<WriteResult<List<Outcome>>> results) {
    timers.run(
        () ->
            core.writes()
                .registered(List.of(core.registrations().register(record, origin)))
                .whenComplete((result, failure) -> tell(result, failure, results)));
  }

  /**
   * Reads from the state that a client requires.
   *
   * @param results receives the result, unless the process is killed first
   */
  <T> void read(
      Freshness freshness, TokenReads.Reading<T> reading, Consumer<ReadResult<T>> results) {
    timers.run(
        () ->
            core.reads()
                .read(CLIENT, freshness, reading)
                .whenComplete((result, failure) -> tell(result, failure, results)));
  }

  /** Receives a revocation. */
  void revoke(Revocation revocation, MessageOrigin origin, Consumer<RevocationOutcome> outcomes) {
    timers.run(
        () ->
            core.revocations()
                .revoke(revocation, RevocationSource.MESSAGE, origin)
                .whenComplete((outcome, failure) -> tell(outcome, failure, outcomes)));
  }

  private <T> void tell(T outcome, Throwable failure, Consumer<T> outcomes) {
    if (failure != null) {
      group.faults().fault("A message failed at " + this, failure);
    } else if (!timers.isDead()) {
      outcomes.accept(outcome);
    }
  }

  /** {@return the number of records of a topic that the serving store has applied} */
  long applied(Topic topic) {
    return store.position(topic).map(Position::nextOffset).orElse(0L);
  }

  /** {@return whether the process has applied records since the previous call} */
  boolean hasMoved(int ofHistory, long applied) {
    Moment now = new Moment(ofHistory, applied);
    boolean moved = !now.equals(compared);
    compared = now;
    return moved;
  }

  /** {@return whether the serving store was built from the current log} */
  boolean followsPresentLog() {
    return history == group.history();
  }

  /** {@return the serving store} */
  ServingStore store() {
    return store;
  }

  /** {@return a view of the serving store, to be closed} */
  ReadView view() {
    return store.view();
  }

  /**
   * {@return whether a live version of the path is stored that expires at the same time as the
   * segment or later}
   */
  boolean stores(SegmentRecord record) {
    PathSegment segment = record.segment().orElseThrow();
    SegmentKey key = new SegmentKey(segment.format(), record.type().orElseThrow(), segment.id());
    try (ReadView view = store.view()) {
      return view.live(key, nowMs()).isPresent();
    }
  }

  Readiness.State state() {
    return readiness.state();
  }

  /** {@return the process's own time, in Unix milliseconds} */
  long nowMs() {
    return replica.clock().wallMs();
  }

  /**
   * {@return the latest time that the process may have seen since a given time, in Unix
   * milliseconds}
   *
   * @param sinceMs the given time, by the right clock, in Unix milliseconds
   */
  long latestMs(long sinceMs) {
    return replica.clock().latestMs(sinceMs);
  }

  /** {@return the value of a gauge} */
  long gauge(String name) {
    return (long) registry.get(name).gauge().value();
  }

  /** {@return the value of a counter} */
  long count(String name, String... tags) {
    return (long) registry.counter(name, tags).count();
  }

  /** {@return the number of times that a rebuilt store has taken over} */
  int rebuilds() {
    return following.rebuilds();
  }

  boolean isAlive() {
    return !timers.isDead();
  }

  /** Cuts the process off from the log, which other replicas can still reach. */
  void cutOff() {
    connection.cut();
  }

  /** Lets the process reach the log again. */
  void reconnect() {
    connection.restore();
  }

  /**
   * Pauses the process. If it holds the lease, another replica gets the lease some seconds later.
   */
  void pause() {
    timers.standStill();
    if (core.leaseTasks().holds()) {
      group.timers().after(SESSION_MS, group.log().faults()::pauseLeaseHolder);
    }
  }

  /** Resumes the process, which then notices that it has lost the lease. */
  void resume() {
    group.log().faults().resumeLeaseHolders();
    timers.goOn();
  }

  /** Ends the process without any clean-up. */
  void kill() {
    timers.die();
    core.reads().close();
    core.writes().close();
    core.leaseTasks().kill();
    following.close();
    store.kill();
  }

  /** Ends the process cleanly. */
  void close() {
    timers.die();
    core.reads().close();
    core.writes().close();
    core.leaseTasks().close();
    following.close();
    store.close();
  }

  @Override
  public String toString() {
    return replica.id() + "." + number;
  }
}
