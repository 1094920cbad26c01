package org.waymark.server.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.log.LogException;
import org.waymark.log.LogWatch;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.log.memory.LogConnection;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.simulation.ProcessTimers;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.server.ServerCore;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.replay.SteppedFollowing;
import org.waymark.server.replicas.AuditReader;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.StartRecord;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.view.ReadView;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/** One replica of a cluster. It can be paused, resumed and killed. */
public final class ClusterReplica {
  private static final int MAX_STARTS = 10;
  private static final int MAX_PAYLOAD_BYTES = 65_000;
  private static final long APPLY_EVERY_MS = 50;
  private static final long READ_AUDIT_EVERY_MS = 500;
  private static final HostAddress INSIDE = new HostAddress.Ipv4(0x7f000001);
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 40_000;

  /** How long the log waits for a heartbeat before it gives the lease to another member. */
  private static final long SESSION_MS = 6_000;

  private final Cluster cluster;
  private final IsdAs ia;
  private final String id;
  private final InMemoryEventLog log;
  private final ProcessTimers timers;
  private final LogConnection connection;
  private final InetSocketAddress address;
  private final ServingStore store;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final Readiness readiness = new Readiness();
  private final ServerCore core;
  private final DatagramEndpoint endpoint;
  private final SteppedFollowing following;
  private int history;
  private long requestId = 1;

  ClusterReplica(
      Cluster cluster,
      IsdAs ia,
      String id,
      InMemoryEventLog log,
      InetSocketAddress address,
      Store first) {
    this.cluster = cluster;
    this.ia = ia;
    this.id = id;
    this.log = log;
    this.address = address;
    connection = new LogConnection(log, log.identity());
    timers = new ProcessTimers(cluster.timers);
    first.requireLog(log.identity());
    store = new ServingStore(first);
    endpoint = cluster.open(ia, address, this::received);
    core =
        new ServerCore(
            new ServerContext(
                new ServerSettings(
                    id,
                    new LocalAs(ia, cluster.network.topology().isCore(ia)),
                    AnswerSettings.DEFAULT,
                    ApplySettings.DEFAULT.aheadMs(),
                    cluster.topology().treeTtls(),
                    DampingSettings.DEFAULT,
                    FoldSettings.DEFAULT,
                    cluster.limits),
                connection,
                store,
                readiness,
                new ToPathServices(),
                new ServerMetrics(registry),
                new ServerPorts(
                    cluster.clock,
                    timers,
                    new Random(cluster.random.nextLong()),
                    Runnable::run,
                    Ed25519.fastest(),
                    cluster.faults)));
    core.follower()
        .open(
            started(
                new StartRecord(
                    core.audit(),
                    first.applyVersion(),
                    SocketAddresses.text(address),
                    connection)));
    following = new SteppedFollowing(core.context(), core.follower());
    timers.after(
        cluster.random.nextInt((int) APPLY_EVERY_MS),
        () -> timers.every(APPLY_EVERY_MS, this::apply));
    LogWatch.start(
        connection,
        cluster.clock,
        timers,
        state -> {
          core.reports().logSeen(state);
          readiness.logReachable(!state.stale());
        });
    AuditReader audit = new AuditReader(connection, cluster.clock, core.reports());
    timers.every(READ_AUDIT_EVERY_MS, () -> readAll(audit));
  }

  /** Records the start; a service manager repeats a start that fails. {@return its record time} */
  private static long started(StartRecord start) {
    for (int attempt = 1; attempt < MAX_STARTS; attempt++) {
      try {
        return start.getAsLong();
      } catch (LogException.AppendTimedOut lost) {
        // The next start records it again.
      }
    }
    return start.getAsLong();
  }

  private static void readAll(AuditReader audit) {
    try {
      while (audit.read(Duration.ZERO)) {
        // Until no records are left.
      }
    } catch (LogException notNow) {
      // The next time, it tries again.
    }
  }

  /** Applies the records of its log, or rebuilds the store if the log has lost records. */
  void apply() {
    following.step();
    if (following.isEven() && !connection.survey().isCompletedExceptionally()) {
      history = logHistory();
    }
  }

  private int logHistory() {
    return cluster.as(ia.toString()).history();
  }

  void received(ByteBuffer datagram, InetSocketAddress from) {
    timers.run(
        () -> core.pathServer().received(decoded(datagram), requester(from), new BackTo(from)));
  }

  /** Receives an SCMP message with a revocation from the network. */
  void scmp(ByteBuffer datagram, InetSocketAddress from) {
    RevocationNotice notice = (RevocationNotice) decoded(datagram).message();
    timers.run(() -> core.pathServer().revokedByScmp(notice.revocation(), requester(from)));
  }

  private ControlPayload decoded(ByteBuffer datagram) {
    return cluster.codec.decodeFramed(datagram).orElseThrow();
  }

  private Requester requester(InetSocketAddress from) {
    return new Requester(cluster.iaOf(from), HostAddress.of(from.getAddress()), from.getPort());
  }

  /**
   * Delivers a message from inside the replica's AS, bypassing the network. Each message comes from
   * a different port.
   *
   * @return the messages that the replica sends back, now and later
   */
  public List<ControlPayload> receive(Message message) {
    List<ControlPayload> answers = new ArrayList<>();
    Requester inside = new Requester(ia, INSIDE, FIRST_PORT + (int) (requestId % PORTS));
    core.pathServer().received(new ControlPayload(message, requestId++), inside, into(answers));
    return answers;
  }

  private static Replies into(List<ControlPayload> answers) {
    return new Replies() {
      @Override
      public int maxPayloadBytes() {
        return MAX_PAYLOAD_BYTES;
      }

      @Override
      public void send(ControlPayload payload) {
        answers.add(payload);
      }
    };
  }

  private final class ToPathServices implements Outbound {
    @Override
    public int maxPayloadBytes(Destination to) {
      return MAX_PAYLOAD_BYTES;
    }

    @Override
    public void send(ControlPayload payload, Destination to) {
      switch (to) {
        case Destination.PathService service -> {
          cluster
              .journal()
              .note(
                  new Journal.Sent(
                      cluster.nowMs(), id, logHistory(), ia, service.ia(), payload.message()));
          cluster.send(endpoint, payload, cluster.as(service.ia().toString()).serviceAddress());
        }
        case Destination.CertificateService _ -> {
          // There is no certificate server, so requests to it are never answered.
        }
      }
    }
  }

  private final class BackTo implements Replies {
    private final InetSocketAddress requester;

    BackTo(InetSocketAddress requester) {
      this.requester = requester;
    }

    @Override
    public int maxPayloadBytes() {
      return MAX_PAYLOAD_BYTES;
    }

    @Override
    public void send(ControlPayload payload) {
      cluster
          .journal()
          .note(
              new Journal.Answer(cluster.nowMs(), id, history, ia, applied(), requester, payload));
      cluster.send(endpoint, payload, requester);
    }
  }

  private long applied() {
    return store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L);
  }

  /** Requests segments from inside the AS. {@return the segments of the immediate answer} */
  List<PathSegment> serves(String dst) {
    return receive(new SegmentRequest(ia, IsdAs.parse(dst), false, true)).stream()
        .flatMap(answer -> Cluster.segments((SegmentReply) answer.message()).stream())
        .toList();
  }

  /** {@return the value of one of the replica's counters} */
  long count(String name, String... tags) {
    return (long) registry.counter(name, tags).count();
  }

  /** {@return the value of one of the replica's gauges} */
  long gauge(String name) {
    return (long) registry.get(name).gauge().value();
  }

  /** {@return the replica's address} */
  InetSocketAddress address() {
    return address;
  }

  /** Makes the replica misread the record of {@code .events} that is appended next. */
  void misreadNext() {
    connection.misread(Topic.EVENTS, log.end(Topic.EVENTS).nextOffset());
  }

  /** {@return the other replicas according to their last reports} */
  List<OtherReplica> others() {
    return core.reports().others();
  }

  /** {@return the event schema in which the replica writes} */
  int writerSchema() {
    return core.reports().writerSchema();
  }

  /** {@return the state of the replica} */
  Readiness.State state() {
    return readiness.state();
  }

  /** {@return the reason why the replica cannot rely on its store; empty if it can} */
  String divergence() {
    return readiness.divergence();
  }

  /** Cuts the replica off from the log, which other replicas still reach. */
  void cutOff() {
    connection.cut();
  }

  /** Lets the replica reach the log again. */
  void reconnect() {
    connection.restore();
  }

  /** {@return the replica's id} */
  public String id() {
    return id;
  }

  /** {@return how often the replica has rebuilt its store because its log had lost records} */
  int rebuilds() {
    return following.rebuilds();
  }

  /** {@return the replica's store} */
  public ServingStore store() {
    return store;
  }

  /** {@return whether the replica answers with the segment as a stored one} */
  boolean stores(SegmentType type, PathSegment segment) {
    SegmentKey key = new SegmentKey(segment.format(), type, segment.id());
    try (ReadView view = store.view()) {
      return view.live(key, cluster.nowMs())
          .filter(one -> one.segment().equals(segment))
          .isPresent();
    }
  }

  /**
   * {@return whether the replica has noticed that it cannot reach its log, and therefore holds new
   * segments and revocations}
   */
  boolean isWithoutLog() {
    return readiness.log() != Readiness.LogSide.THERE;
  }

  /** {@return whether the replica is ready} */
  public boolean isReady() {
    return readiness.state() == Readiness.State.READY;
  }

  /** {@return whether the replica considers itself the holder of the lease} */
  public boolean holdsLease() {
    return core.leaseTasks().holds();
  }

  /** {@return whether the replica is running, that is, neither killed nor closed} */
  public boolean lives() {
    return !timers.isDead();
  }

  /**
   * Kills the replica. If it holds the lease, another replica gets the lease after it has expired.
   */
  public void kill() {
    timers.die();
    endpoint.close();
    core.leaseTasks().kill();
  }

  /**
   * Pauses the replica. If it holds the lease, another replica gets the lease some seconds later.
   */
  public void standStill() {
    timers.standStill();
    if (holdsLease()) {
      cluster.timers.after(SESSION_MS, log.faults()::pauseLeaseHolder);
    }
  }

  /** Resumes the replica, which then notices that it has lost the lease. */
  public void goOn() {
    log.faults().resumeLeaseHolders();
    timers.goOn();
  }

  /** Stops the replica cleanly. */
  void close() {
    timers.die();
    endpoint.close();
    core.leaseTasks().close();
    following.close();
    store.close();
  }
}
