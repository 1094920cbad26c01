package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
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
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.segment.TreeTtls;
import org.waymark.server.context.ServerContext;
import org.waymark.server.context.ServerPorts;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.message.UnusedOutbound;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.AnswerSettings;
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
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * A request, and the record of a segment that answers it, on two threads. Each program uses a whole
 * request handler and store.
 */
@Isolated("the model checker changes classes")
class PendingInterleavingTest {
  private static final int INTERLEAVINGS = 40;
  private static final long NOW_MS = 1_520_000_000_000L;
  private static final IsdAs LOCAL = IsdAs.parse("1-11");
  private static final SegmentRequest REQUEST =
      new SegmentRequest(LOCAL, IsdAs.parse("1-14"), false, false);

  private static final LogRecord RECORD = record();

  private static LogRecord record() {
    Network network = Network.of(NetworkTopology.twoIsds(), 7, new VirtualClock(NOW_MS));
    PathSegment down = network.segments().along("1-11", "1-14").make();
    EventBody body =
        new EventBody.SegmentEvent(down.format(), SegmentType.DOWN, down.bytes(), List.of());
    return new LogRecord(
        0, 0, NOW_MS, ByteString.EMPTY, EventCodec.encode(Event.own("test", body)));
  }

  /** A request handler with its store, on which each operation runs once. */
  public static class Meeting {
    private final VirtualClock clock = new VirtualClock(NOW_MS);
    private final Store store = Store.inMemory(ApplySettings.DEFAULT);
    private final AtomicInteger answers = new AtomicInteger();
    private final RequestHandler handler = handler();

    private RequestHandler handler() {
      RecordedFaults faults = new RecordedFaults();
      Readiness readiness = new Readiness();
      readiness.complete();
      return new RequestHandler(
          new ServerContext(
              new ServerSettings(
                  "ps-1",
                  new LocalAs(LOCAL, true),
                  AnswerSettings.DEFAULT,
                  ApplySettings.DEFAULT.aheadMs(),
                  TreeTtls.DEFAULT,
                  new DampingSettings(0),
                  FoldSettings.DEFAULT,
                  ServerLimits.DEFAULT),
              new InMemoryEventLog("test", clock),
              new ServingStore(store),
              readiness,
              new UnusedOutbound(),
              new ServerMetrics(new SimpleMeterRegistry()),
              new ServerPorts(
                  clock,
                  new SimulatedTimers(clock, 1, faults),
                  new Random(1),
                  Runnable::run,
                  Ed25519.fastest(),
                  faults)));
    }

    @Operation(runOnce = true)
    public void ask() {
      Requester from = new Requester(LOCAL, new HostAddress.Ipv4(1), 1);
      Replies counting =
          new Replies() {
            @Override
            public int maxPayloadBytes() {
              return 60_000;
            }

            @Override
            public void send(ControlPayload payload) {
              answers.incrementAndGet();
            }
          };
      handler.answer(REQUEST, SentReplies.origin(REQUEST, 1, from), counting);
    }

    @Operation(runOnce = true)
    public void apply() {
      handler.applied(Topic.EVENTS, store.apply(Topic.EVENTS, List.of(RECORD)));
    }

    /** No timer runs, so only the record can wake the request. */
    @Validate
    public void requestIsAnsweredOnce() {
      assertEquals(1, answers.get());
      assertEquals(0, handler.pending());
    }
  }

  @Test
  void requestIsAnsweredExactlyOnceWhenTheSegmentIsAppliedMeanwhile() {
    new ModelCheckingOptions()
        .iterations(1)
        // A failing run is not repeated with fewer operations: each of them is needed.
        .minimizeFailedScenario(false)
        .invocationsPerIteration(INTERLEAVINGS)
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(PendingInterleavingTest::isBelowTheServer)
                .allMethods()
                .ignore())
        .check(Meeting.class);
  }

  /** Threads are switched in the server only, whose parts below are tested on their own. */
  private static boolean isBelowTheServer(String className) {
    return !className.startsWith("org.waymark.server.request.");
  }
}
