package org.waymark.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntPredicate;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.FairQueue;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.message.Source;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.Ed25519;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * One server, of AS 1-14 unless stated otherwise, on a virtual clock, with the log in memory.
 * Everything runs on the thread of the test.
 */
final class ServerWorld implements AutoCloseable {
  static final long START_MS = 1_520_000_003_000L;
  static final IsdAs LOCAL = IsdAs.parse("1-14");
  static final Requester HOST = new Requester(LOCAL, new HostAddress.Ipv4(0x7f000001), 40_000);

  final VirtualClock clock;
  final RecordedFaults faults;
  final SimulatedTimers timers;
  final Network network;
  final InMemoryEventLog log;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Store store;
  final ServerContext context;
  final ServerCore core;

  /** The messages sent back to requesters. */
  final List<ControlPayload> sent = new ArrayList<>();

  /** The messages sent to others. */
  final List<Sent> sentOut = new ArrayList<>();

  record Sent(ControlPayload payload, Destination to) {}

  /** The parts that the servers of one AS share. */
  record Surroundings(
      VirtualClock clock,
      RecordedFaults faults,
      SimulatedTimers timers,
      Network network,
      InMemoryEventLog log) {
    /** Creates surroundings at {@link #START_MS} with an empty log. {@return the surroundings} */
    static Surroundings of(Network network, VirtualClock clock) {
      RecordedFaults faults = new RecordedFaults();
      return new Surroundings(
          clock,
          faults,
          new SimulatedTimers(clock, 1, faults),
          network,
          new InMemoryEventLog("test", clock));
    }

    /**
     * Creates surroundings with both ISDs, whose trust material is in the log. {@return the
     * surroundings}
     */
    static Surroundings twoIsds() {
      VirtualClock clock = new VirtualClock(START_MS);
      Surroundings made = of(Network.of(NetworkTopology.twoIsds(), 7, clock), clock);
      made.appendTrust(isd -> true);
      return made;
    }

    /** Appends the TRCs and chains of the matching ISDs. */
    void appendTrust(IntPredicate ofIsd) {
      network.trust().trcs().stream()
          .filter(trc -> ofIsd.test(trc.isd()))
          .forEach(trc -> appendTrust(TrustKind.ANCHOR, trc.json()));
      network.trust().chains().stream()
          .filter(chain -> ofIsd.test(chain.leaf().subject().isd()))
          .forEach(chain -> appendTrust(TrustKind.CHAIN, chain.json()));
    }

    private void appendTrust(TrustKind kind, ByteString json) {
      EventBody body = new EventBody.TrustEvent(kind, json);
      log.append(
          Topic.TRUST,
          new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("test", body))));
    }
  }

  private final Outbound outbound =
      new Outbound() {
        @Override
        public int maxPayloadBytes(Destination to) {
          return maxPayloadBytes;
        }

        @Override
        public boolean canSend() {
          return !outboundAway;
        }

        @Override
        public void send(ControlPayload payload, Destination to) {
          if (outboundFails) {
            throw new IllegalStateException("told to fail");
          }
          sentOut.add(new Sent(payload, to));
        }
      };

  /** Executes work immediately, unless the test delays it. */
  private final Workers workers =
      new Workers() {
        @Override
        public void execute(Runnable task) {
          if (executorIsFull) {
            throw new RejectedExecutionException();
          }
          if (hasNoThread) {
            tasks.add(task);
          } else {
            task.run();
          }
        }

        @Override
        public void execute(Work work) {
          if (waiting.isPresent()) {
            waiting
                .get()
                .add(work.source(), work, work.bytes())
                .forEach(one -> one.displaced().run());
          } else {
            Workers.super.execute(work);
          }
        }
      };

  /** The queue of work from messages, if it is delayed. */
  Optional<FairQueue<Source, Work>> waiting = Optional.empty();

  int maxPayloadBytes = 65_000;

  /** Tasks that wait for a thread, if none is free. */
  final Deque<Runnable> tasks = new ArrayDeque<>();

  boolean hasNoThread;
  boolean outboundFails;
  boolean outboundAway;

  /** Whether all threads are busy and their queue is full. */
  boolean executorIsFull;

  private long requestId = 100;

  ServerWorld() {
    this(LOCAL, 0.10, ServerLimits.DEFAULT);
  }

  ServerWorld(IsdAs local, double refreshMin, ServerLimits limits) {
    this(Surroundings.twoIsds(), "ps-test", local, refreshMin, 5, limits);
  }

  /** Creates the server of a build with this newest event schema. */
  static ServerWorld ofBuild(int newestSchema) {
    return new ServerWorld(
        Surroundings.twoIsds(), "ps-test", LOCAL, 0.10, 5, ServerLimits.DEFAULT, newestSchema);
  }

  ServerWorld(
      Surroundings surroundings,
      String replicaId,
      IsdAs local,
      double refreshMin,
      int maxSegments,
      ServerLimits limits) {
    this(surroundings, replicaId, local, refreshMin, maxSegments, limits, Event.NEWEST_SCHEMA);
  }

  /**
   * @param refreshMin 0 disables damping
   * @param newestSchema the newest event schema of the build
   */
  private ServerWorld(
      Surroundings surroundings,
      String replicaId,
      IsdAs local,
      double refreshMin,
      int maxSegments,
      ServerLimits limits,
      int newestSchema) {
    clock = surroundings.clock();
    faults = surroundings.faults();
    timers = surroundings.timers();
    network = surroundings.network();
    log = surroundings.log();
    ApplySettings settings =
        new ApplySettings(
            ApplySettings.DEFAULT.aheadMs(),
            network.topology().treeTtls(),
            limits.decoder(),
            newestSchema);
    store = Store.inMemory(settings);
    store.requireLog(log.identity());
    context =
        new ServerContext(
            new ServerSettings(
                replicaId,
                new LocalAs(local, network.topology().isCore(local)),
                new AnswerSettings(maxSegments),
                settings.aheadMs(),
                settings.treeTtls(),
                new DampingSettings(refreshMin),
                FoldSettings.DEFAULT,
                limits),
            log,
            new ServingStore(store),
            new Readiness(),
            outbound,
            new ServerMetrics(registry),
            new ServerPorts(clock, timers, new Random(1), workers, Ed25519.fastest(), faults));
    core = new ServerCore(context);
  }

  /** Catches up with the log. {@return this} */
  ServerWorld ready() {
    core.follower().open(clock.wallMs());
    applyAll();
    return this;
  }

  void applyAll() {
    while (core.follower().applyAvailable()) {
      // Until no records are left.
    }
  }

  /** Delivers a message to the server and applies what it appended. */
  void receive(Message message) {
    receiveOnly(message, HOST);
    applyAll();
  }

  void receiveOnly(Message message, Requester from) {
    core.pathServer().received(new ControlPayload(message, requestId++), from, replies());
  }

  void register(SegmentType type, PathSegment segment) {
    receive(registration(SegmentRecord.of(type, segment)));
  }

  void revoke(Revocation revocation) {
    receive(new RevocationNotice(revocation));
  }

  static SegmentRegistration registration(SegmentRecord... records) {
    return new SegmentRegistration(SegmentRecords.of(List.of(records), List.of()));
  }

  /**
   * Requests segments. {@return the segments of the answer; an empty list if there is no answer}
   */
  List<PathSegment> ask(String dst) {
    sent.clear();
    receive(new SegmentRequest(LOCAL, IsdAs.parse(dst), false, false));
    return sent.stream()
        .map(payload -> (SegmentReply) payload.message())
        .flatMap(reply -> reply.records().records().stream())
        .map(record -> record.segment().orElseThrow())
        .toList();
  }

  /** {@return the number of registrations that had the outcome} */
  long registrations(String outcome, String reason) {
    return (long)
        registry.counter("waymark.registrations", "outcome", outcome, "reason", reason).count();
  }

  /** {@return the number of revocations that had the outcome} */
  long revocations(String outcome, String reason) {
    return (long)
        registry.counter("waymark.revocations", "outcome", outcome, "reason", reason).count();
  }

  /** Appends an event of another replica, and applies it. */
  void appendEvent(EventBody.State body) {
    log.append(Topic.EVENTS, entry(body));
    applyAll();
  }

  /** Creates an event of another replica, to be appended. {@return the entry} */
  static Entry entry(EventBody body) {
    return new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("other", body)));
  }

  /** {@return the value of a gauge} */
  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  /** {@return the number of events in the log} */
  long events() {
    return log.end(Topic.EVENTS).nextOffset();
  }

  Replies replies() {
    return new Replies() {
      @Override
      public int maxPayloadBytes() {
        return maxPayloadBytes;
      }

      @Override
      public void send(ControlPayload payload) {
        sent.add(payload);
      }
    };
  }

  @Override
  public void close() {
    core.follower().close();
    store.close();
  }
}
