package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/** A handler whose executor may be full. */
class RequestHandlerTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final SegmentRequest REQUEST = new SegmentRequest(LOCAL, LEAF, false, false);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServerMetrics metrics = new ServerMetrics(registry);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private final Readiness readiness = new Readiness();
  private final RecordedFaults faults = new RecordedFaults();
  private final SentReplies replies = new SentReplies(60_000);
  private boolean full;

  private final RequestHandler desk =
      new RequestHandler(
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
              metrics,
              new ServerPorts(
                  clock,
                  new SimulatedTimers(clock, 1, faults),
                  new Random(1),
                  this::execute,
                  Ed25519.fastest(),
                  faults)));

  private void execute(Runnable task) {
    if (full) {
      throw new RejectedExecutionException();
    }
    task.run();
  }

  private void ask() {
    Requester from = new Requester(LOCAL, new HostAddress.Ipv4(1), 1);
    desk.answer(REQUEST, SentReplies.origin(REQUEST, 1, from), replies);
  }

  private void register() {
    PathSegment down =
        Network.of(NetworkTopology.twoIsds(), 7, clock).segments().along("1-11", "1-14").make();
    EventBody body =
        new EventBody.SegmentEvent(down.format(), SegmentType.DOWN, down.bytes(), List.of());
    LogRecord record =
        new LogRecord(
            0, 0, clock.wallMs(), ByteString.EMPTY, EventCodec.encode(Event.own("test", body)));
    desk.applied(Topic.EVENTS, store.apply(Topic.EVENTS, List.of(record)));
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), faults.faults());
    store.close();
  }

  @Test
  void whatAFullExecutorRejectsIsDoneASecondLater() {
    readiness.complete();
    ask();
    full = true;
    register();
    assertEquals(0, replies.sent.size());
    assertEquals(1, registry.counter("waymark.messages.dropped", "reason", "overload").count());
    clock.advanceMs(1_000);
    full = false;
    desk.retry();
    assertEquals(1, replies.sent.size());
    assertEquals(0, desk.pending());
  }
}
