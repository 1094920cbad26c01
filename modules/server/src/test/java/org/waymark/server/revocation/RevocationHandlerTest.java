package org.waymark.server.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Appended;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.Clock;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.append.Appenders;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.message.UnusedOutbound;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.AnswerSettings;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.DampingSettings;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.Ed25519;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.packet.HostAddress;

/** A proven revocation whose append throws. */
class RevocationHandlerTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final MessageOrigin ORIGIN =
      new MessageOrigin(new Requester(LEAF, new HostAddress.Ipv4(1), 1), 1, "pathMgmt/revInfo");

  private static final MessageOrigin OTHER_ORIGIN =
      new MessageOrigin(new Requester(LEAF, new HostAddress.Ipv4(2), 1), 2, "pathMgmt/revInfo");

  private final VirtualClock clock = new VirtualClock(1_520_000_003_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);
  private final RecordedFaults faults = new RecordedFaults();
  private final ServerMetrics metrics = new ServerMetrics(new SimpleMeterRegistry());
  private final Store store =
      Store.inMemory(
          new ApplySettings(
              ApplySettings.DEFAULT.aheadMs(),
              network.topology().treeTtls(),
              ServerLimits.DEFAULT.decoder(),
              Event.NEWEST_SCHEMA));
  private boolean failing = true;
  private int appends;
  private Runnable whenBudgetsAreLookedAt = () -> {};
  private CompletableFuture<Appended> answer = new CompletableFuture<>();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), faults.faults());
    store.close();
  }

  /** A log whose append throws at first and later does not respond. */
  private EventLog log() {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) -> {
              assertEquals("append", method.getName());
              appends++;
              if (failing) {
                throw new IllegalStateException("told to fail");
              }
              return answer;
            });
  }

  /** A clock for the budgets that runs an action when it is read for the first time. */
  private final class LookedAt implements Clock {
    @Override
    public long wallMs() {
      return clock.wallMs();
    }

    @Override
    public long monotonicNs() {
      Runnable once = whenBudgetsAreLookedAt;
      whenBudgetsAreLookedAt = () -> {};
      once.run();
      return clock.monotonicNs();
    }
  }

  private RevocationHandler desk() {
    return desk(ServerLimits.DEFAULT);
  }

  private RevocationHandler desk(ServerLimits limits) {
    ServerSettings settings =
        new ServerSettings(
            "ps-1",
            new LocalAs(LEAF, false),
            AnswerSettings.DEFAULT,
            ApplySettings.DEFAULT.aheadMs(),
            network.topology().treeTtls(),
            new DampingSettings(0),
            FoldSettings.DEFAULT,
            limits);
    ServerContext context =
        new ServerContext(
            settings,
            log(),
            new ServingStore(store),
            new Readiness(),
            new UnusedOutbound(),
            metrics,
            new ServerPorts(
                new LookedAt(),
                new SimulatedTimers(clock, 1, faults),
                new Random(1),
                Runnable::run,
                Ed25519.fastest(),
                faults));
    return new RevocationHandler(context, new Appenders(context));
  }

  private void apply(PathSegment segment) {
    EventBody body =
        new EventBody.SegmentEvent(segment.format(), SegmentType.UP, segment.bytes(), List.of());
    store.apply(
        Topic.EVENTS,
        List.of(
            new LogRecord(
                0,
                0,
                clock.wallMs(),
                ByteString.EMPTY,
                EventCodec.encode(Event.own("test", body)))));
  }

  /**
   * A second sender sends the same revocation while the budget of the first one is being checked.
   */
  @Test
  void budgetOfOneSenderRefusesNoOther() {
    failing = false;
    apply(network.segments().along(CORE, LEAF).make());
    RevocationHandler handler = desk(ServerLimits.DEFAULT.with(new AppendLimits(200, 200, 1, 20)));
    Revocation spent = network.revocations().revoke(LEAF, 1);
    Revocation revocation = network.revocations().revoke(CORE, 11);
    handler.revoke(spent, RevocationSource.MESSAGE, ORIGIN);
    assertEquals(1, appends);
    List<CompletableFuture<RevocationOutcome>> ofOther = new ArrayList<>();
    whenBudgetsAreLookedAt =
        () -> ofOther.add(handler.revoke(revocation, RevocationSource.MESSAGE, OTHER_ORIGIN));
    CompletableFuture<RevocationOutcome> refused =
        handler.revoke(revocation, RevocationSource.MESSAGE, ORIGIN);
    assertEquals(
        RefusalCause.BUDGET,
        assertInstanceOf(RevocationOutcome.Refused.class, refused.join()).cause());
    assertEquals(2, appends, "the other one has a budget of its own");
    assertFalse(ofOther.getFirst().isDone(), "it waits for its record");
  }

  /** The log watch takes a few seconds to notice. */
  @Test
  void revocationIsHeldWhenTheLogCannotBeReachedAndNobodyKnowsYet() {
    apply(network.segments().along(CORE, LEAF).make());
    InMemoryEventLog away = new InMemoryEventLog("away", clock);
    away.faults().goAway();
    failing = false;
    answer =
        CompletableFuture.failedFuture(
            assertThrows(LogException.Unreachable.class, () -> away.end(Topic.EVENTS)));
    assertEquals(
        new RevocationOutcome.Held(),
        desk()
            .revoke(network.revocations().revoke(CORE, 11), RevocationSource.MESSAGE, ORIGIN)
            .join());
  }

  @Test
  void revocationWhoseAppendThrewIsAppendedWhenItComesAgain() {
    RevocationHandler desk = desk();
    apply(network.segments().along(CORE, LEAF).make());
    Revocation revocation = network.revocations().revoke(CORE, 11);
    CompletableFuture<RevocationOutcome> first =
        desk.revoke(revocation, RevocationSource.MESSAGE, ORIGIN);
    assertTrue(first.isCompletedExceptionally());
    failing = false;
    CompletableFuture<RevocationOutcome> second =
        desk.revoke(revocation, RevocationSource.MESSAGE, ORIGIN);
    assertEquals(2, appends);
    assertFalse(second.isDone());
  }
}
