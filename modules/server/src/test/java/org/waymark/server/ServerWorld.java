package org.waymark.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Topology;
import org.waymark.log.Entry;
import org.waymark.log.InMemoryEventLog;
import org.waymark.log.Topic;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.Limits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.ApplySettings;
import org.waymark.store.Store;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
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
 * One server of AS 1-14 (or another) on a virtual clock, with the log in memory; everything runs on
 * the test's thread.
 */
final class ServerWorld implements AutoCloseable {
  static final long START_MS = 1_520_000_003_000L;
  static final IsdAs LOCAL = IsdAs.parse("1-14");
  static final Requester HOST = new Requester(LOCAL, new HostAddress.Ipv4(0x7f000001), 40_000);

  final VirtualClock clock = new VirtualClock(START_MS);
  final RecordedFaults faults = new RecordedFaults();
  final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  final Network network = Network.of(Topology.twoIsds(), 7, clock);
  final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Store store;
  final ServerCore core;

  /** What was sent back to requesters. */
  final List<ControlPayload> sent = new ArrayList<>();

  /** What was sent to others. */
  final List<Sent> sentOut = new ArrayList<>();

  record Sent(ControlPayload payload, Destination to) {}

  private final Outbound outbound =
      new Outbound() {
        @Override
        public int maxPayloadBytes(Destination to) {
          return maxPayloadBytes;
        }

        @Override
        public void send(ControlPayload payload, Destination to) {
          sentOut.add(new Sent(payload, to));
        }
      };

  int maxPayloadBytes = 65_000;
  private long requestId = 100;

  ServerWorld() {
    this(LOCAL, 0.10, Limits.DEFAULT);
  }

  ServerWorld(IsdAs local, double refreshMin, Limits limits) {
    ApplySettings settings =
        new ApplySettings(
            ApplySettings.DEFAULT.aheadMs(),
            network.topology().treeTtls(),
            DecoderLimits.DEFAULT,
            Event.NEWEST_SCHEMA);
    store = Store.inMemory(settings);
    store.requireLog(log.identity());
    core =
        new ServerCore(
            new ServerSettings(
                "ps-test",
                new LocalAs(local, network.topology().isCore(local)),
                5,
                settings.aheadMs(),
                settings.treeTtls(),
                refreshMin,
                limits),
            new Readiness(),
            new ServerCore.Ground(
                log,
                new ServingStore(store),
                outbound,
                Ed25519.fastest(),
                Runnable::run,
                clock,
                timers,
                new Random(1),
                faults,
                new ServerMetrics(registry),
                registry));
    network.trust().trcs().forEach(trc -> appendTrust(TrustKind.ANCHOR, trc.json()));
    network.trust().chains().forEach(chain -> appendTrust(TrustKind.CHAIN, chain.json()));
  }

  /** {@return this, caught up with the log} */
  ServerWorld ready() {
    core.follower().open(clock.wallMs());
    applyAll();
    return this;
  }

  void applyAll() {
    while (core.follower().applyAvailable()) {
      // Until nothing is there.
    }
  }

  /** Gives the server a message and applies what it appended. */
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

  /** {@return the segments of the answer, none when there is no answer} */
  List<PathSegment> ask(String dst) {
    sent.clear();
    receive(new SegmentRequest(LOCAL, IsdAs.parse(dst), false, false));
    return sent.stream()
        .map(payload -> (SegmentReply) payload.message())
        .flatMap(reply -> reply.records().records().stream())
        .map(record -> record.segment().orElseThrow())
        .toList();
  }

  /** {@return how many registrations had the outcome} */
  long registrations(String outcome, String reason) {
    return (long)
        registry.counter("waymark.registrations", "outcome", outcome, "reason", reason).count();
  }

  /** {@return how many revocations had the outcome} */
  long revocations(String outcome, String reason) {
    return (long)
        registry.counter("waymark.revocations", "outcome", outcome, "reason", reason).count();
  }

  /** {@return how many events the log holds} */
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

  private void appendTrust(TrustKind kind, ByteString json) {
    EventBody body = new EventBody.TrustEvent(kind, json);
    log.append(
        Topic.TRUST,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("test", body))));
  }

  @Override
  public void close() {
    core.follower().close();
    store.close();
  }
}
