package org.waymark.server.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.segment.TreeTtls;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.message.UnusedOutbound;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.settings.TrustLimits;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.Ed25519;
import org.waymark.trust.Verification;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.trust.Trc;

/** Parked segments that become ready while no thread is free, and exhausted budgets. */
class ParkedAgainTest implements Replies {
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private final List<ParkedSegment> again = new ArrayList<>();
  private final List<ControlPayload> sent = new ArrayList<>();
  private boolean threadFree = true;

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), faults.faults());
    store.close();
  }

  @Override
  public int maxPayloadBytes() {
    return 65_000;
  }

  @Override
  public void send(ControlPayload payload) {
    sent.add(payload);
  }

  private ParkedSegments parked(TrustLimits limits) {
    TrustMetrics metrics = new TrustMetrics(new SimpleMeterRegistry());
    ServerContext context =
        new ServerContext(
            new ServerSettings(
                "ps-1",
                new LocalAs(IsdAs.of(1, 14), false),
                AnswerSettings.DEFAULT,
                ApplySettings.DEFAULT.aheadMs(),
                TreeTtls.DEFAULT,
                new DampingSettings(0),
                FoldSettings.DEFAULT,
                ServerLimits.DEFAULT.with(limits)),
            new InMemoryEventLog("test", clock),
            new ServingStore(store),
            new Readiness(),
            new UnusedOutbound(),
            new ServerMetrics(new SimpleMeterRegistry()),
            new ServerPorts(
                clock, timers, new Random(1), Runnable::run, Ed25519.fastest(), faults));
    return new ParkedSegments(
        context,
        material -> false,
        (segment, displaced) -> {
          if (threadFree) {
            again.add(segment);
          } else {
            displaced.run();
          }
        },
        metrics);
  }

  private void park(ParkedSegments parked, int host, TrustVersion... chains) {
    parked.park(
        SegmentRecord.of(
            SegmentType.UP,
            network.segments().along("1-11", "1-14").withArbitraryRoots().expTime(host).make()),
        new MessageOrigin(
            new Requester(IsdAs.of(1, 14), new HostAddress.Ipv4(host), 1), 1, "pathMgmt/segReg"),
        this,
        new Verification.Missing(List.of(), List.of(chains)));
  }

  private static TrustVersion chain(long version) {
    return new TrustVersion(TrustKind.CHAIN, IsdAs.of(1, 14), version);
  }

  @Test
  void segmentForWhichNoThreadIsFreeIsTriedAgainAfterThreeSeconds() {
    ParkedSegments parked = parked(TrustLimits.DEFAULT);
    park(parked, 1, chain(2));
    threadFree = false;
    parked.accepted(chain(2));
    assertEquals(1, parked.size());
    timers.runForMs(3_000);
    assertEquals(1, parked.size());
    threadFree = true;
    timers.runForMs(2_999);
    assertEquals(List.of(), again);
    timers.runForMs(1);
    assertEquals(1, again.size());
    assertEquals(0, parked.size());
    assertEquals(1, sent.size());
  }

  @Test
  void segmentThatNeedsTwoIsRegisteredOnceAndAfterBoth() {
    ParkedSegments parked = parked(TrustLimits.DEFAULT);
    park(parked, 1, chain(2), chain(3));
    park(parked, 2, chain(4));
    parked.accepted(chain(2));
    parked.accepted(chain(9));
    assertEquals(List.of(), again);
    parked.accepted(chain(3));
    assertEquals(1, again.size());
    assertEquals(1, parked.size());
    assertEquals(1, parked.chainsAskedFor());
  }

  @Test
  void whatHadNoBudgetHasItsTurnAndNothingIsAskedForTwiceBeforeThat() {
    ParkedSegments parked = parked(new TrustLimits(500, 2, 2, 500, 50, 64));
    for (int i = 0; i < 8; i++) {
      park(parked, 1 + i, chain(2 + i));
    }
    assertEquals(2, sent.size());
    timers.runForMs(3_000);
    timers.runForMs(3_000);
    assertEquals(8, sent.stream().map(ControlPayload::message).distinct().count());
    timers.runForMs(60_000);
    assertTrue(sent.size() <= 2 + 2 * 66, () -> sent.size() + " sent");
  }

  @Test
  void oneDestinationBeyondItsBudgetHoldsUpNoOther() {
    ParkedSegments parked = parked(new TrustLimits(500, 100, 1, 500, 50, 64));
    park(parked, 1, chain(2), chain(3), chain(4));
    park(parked, 2, chain(5));
    assertEquals(2, sent.size());
  }

  private void apply(long offset, TrustKind kind, Trc trc) {
    EventBody body = new EventBody.TrustEvent(kind, trc.json());
    store.apply(
        Topic.TRUST,
        List.of(
            new LogRecord(
                offset,
                0,
                clock.wallMs(),
                ByteString.EMPTY,
                EventCodec.encode(Event.own("test", body)))));
  }

  private static TrustVersion version(Trc trc) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version());
  }

  /** No further notification of the version will come. */
  @Test
  @Timeout(60)
  void nothingWaitsForAVersionThatIsAppliedWhileItIsFoundMissing() throws Exception {
    Trc first =
        network.trust().trcs().stream().filter(trc -> trc.isd() == 1).findFirst().orElseThrow();
    Trc second = network.trust().update(first).make();
    Trc third = network.trust().update(second).make();
    apply(0, TrustKind.ANCHOR, first);
    ParkedSegments parked = parked(TrustLimits.DEFAULT);
    MessageOrigin origin =
        new MessageOrigin(
            new Requester(IsdAs.of(1, 14), new HostAddress.Ipv4(1), 1), 1, "certMgmt/trc");
    parked.park(
        SegmentRecord.of(
            SegmentType.UP, network.segments().along("1-11", "1-14").withArbitraryRoots().make()),
        origin,
        this,
        new Verification.Missing(List.of(version(third)), List.of()));
    Thread early = new Thread(() -> parked.needFirst(version(third), origin, this));
    Field lock = ParkedSegments.class.getDeclaredField("lock");
    lock.setAccessible(true);
    synchronized (lock.get(parked)) {
      early.start();
      // The thread has found the second version missing, and is about to make the segment wait for
      // it.
      while (early.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      apply(1, TrustKind.TRC, second);
      parked.accepted(version(second));
    }
    early.join();
    assertTrue(store.trust().holds(version(second)));
    assertFalse(parked.isWaitedFor(version(second)));
    assertTrue(parked.isWaitedFor(version(third)));
    parked.accepted(version(third));
    assertEquals(1, again.size());
  }

  @Test
  void segmentThatComesAgainAndNeedsLessWaitsForNoMore() {
    ParkedSegments parked = parked(TrustLimits.DEFAULT);
    park(parked, 1, chain(2), chain(3));
    park(parked, 1, chain(3));
    assertEquals(1, parked.size());
    assertFalse(parked.isWaitedFor(chain(2)));
    assertEquals(1, parked.chainsAskedFor());
    parked.accepted(chain(2));
    parked.accepted(chain(3));
    assertEquals(1, again.size());
  }
}
