package org.waymark.server.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
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
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.Limits;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.Ed25519;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.packet.HostAddress;

/** A proven revocation whose append fails in the caller's hands. */
class RevocationHandlerTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final MessageOrigin ORIGIN =
      new MessageOrigin(new Requester(LEAF, new HostAddress.Ipv4(1), 1), 1, "pathMgmt/revInfo");

  private final VirtualClock clock = new VirtualClock(1_520_000_003_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);
  private final RecordedFaults faults = new RecordedFaults();
  private final ServerMetrics metrics = new ServerMetrics(new SimpleMeterRegistry());
  private final Store store =
      Store.inMemory(
          new ApplySettings(
              ApplySettings.DEFAULT.aheadMs(),
              network.topology().treeTtls(),
              Limits.DEFAULT.decoder(),
              Event.NEWEST_SCHEMA));
  private boolean failing = true;
  private int appends;
  private CompletableFuture<Appended> answer = new CompletableFuture<>();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), faults.faults());
    store.close();
  }

  /** A log that cannot even be asked, and later one that does not answer. */
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

  private static Outbound nobody() {
    return new Outbound() {
      @Override
      public int maxPayloadBytes(Destination to) {
        return 60_000;
      }

      @Override
      public void send(ControlPayload payload, Destination to) {
        throw new IllegalStateException("nothing is to be handed on");
      }
    };
  }

  private RevocationHandler desk() {
    ServerSettings settings =
        new ServerSettings(
            "ps-1",
            new LocalAs(LEAF, false),
            5,
            ApplySettings.DEFAULT.aheadMs(),
            network.topology().treeTtls(),
            0,
            Limits.DEFAULT);
    ServerContext context =
        new ServerContext(
            settings,
            log(),
            new ServingStore(store),
            new Readiness(),
            nobody(),
            metrics,
            new ServerPorts(
                clock,
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

  /** The watch needs some seconds to see it. */
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
