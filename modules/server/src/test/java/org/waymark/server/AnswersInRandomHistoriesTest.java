package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.resolve.Resolution;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.trust.Trc;

/**
 * Asks a server the same questions after every step of random histories. The server may send an
 * answer that it kept from an earlier question. The test resolves and encodes each answer again and
 * compares the bytes, so it notices a kept answer that the server should have dropped.
 */
class AnswersInRandomHistoriesTest {
  private static final int HISTORIES = 12;
  private static final int STEPS = 60;
  private static final int ASKED_AT_ONCE = 4;
  private static final IsdAs REMOVED = IsdAs.parse("1-13");
  private static final long GRACE_S = 20;

  private final NetworkTopology topology = NetworkTopology.twoIsds();
  private final List<IsdAs> ases = List.copyOf(topology.ases().keySet());
  private final Map<SegmentRequest, SegmentReply> last = new HashMap<>();
  private Random random;
  private ServerWorld world;
  private IsdAs local;
  private boolean away;
  private long keptAnswers;

  @ParameterizedTest
  @ValueSource(strings = {"1-11", "1-14"})
  void everyAnswerIsThatOfTheMoment(String ia) {
    local = IsdAs.parse(ia);
    for (int history = 0; history < HISTORIES; history++) {
      random = new Random(history);
      away = false;
      last.clear();
      try (ServerWorld started = new ServerWorld(local, 0, ServerLimits.DEFAULT)) {
        world = started.ready();
        askEverything("history " + history + ", before the first step");
        for (int step = 0; step < STEPS; step++) {
          String what = step();
          askEverything("history " + history + ", step " + step + ": " + what);
        }
      }
    }
    assertTrue(keptAnswers > 500, () -> "only " + keptAnswers + " answers were kept ones");
  }

  private String step() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> register();
      case 4 -> {
        IsdAs revoked = any(ases);
        long interfaceId = anyInterface(revoked);
        world.revoke(world.network.revocations().revoke(revoked, interfaceId));
        yield "revocation of " + revoked + "#" + interfaceId;
      }
      case 5 -> append(new EventBody.BlockEvent(anySubject(), soonMs(), "test"));
      case 6 -> {
        IsdAs down = any(ases);
        yield append(new EventBody.InterfaceDownEvent(down, anyInterface(down), soonMs()));
      }
      case 7 -> append(new EventBody.TickEvent(world.clock.wallMs()));
      case 8 -> {
        away = !away;
        if (away) {
          world.log.faults().goAway();
        } else {
          world.log.faults().comeBack();
        }
        world.timers.runForMs(2_000);
        world.applyAll();
        yield "log away: " + away;
      }
      case 9 -> random.nextInt(3) == 0 ? updateTrc() : "nothing";
      default -> {
        long ms = List.of(1L, 700L, 2_000L, 5_000L, 60_000L, 400_000L).get(random.nextInt(6));
        world.clock.advanceMs(ms);
        yield ms + " ms passed";
      }
    };
  }

  private String register() {
    SegmentType type = any(List.of(SegmentType.values()));
    Stream<Route> routes = topology.routes(type, 4);
    if (type == SegmentType.UP) {
      routes = routes.filter(route -> route.last().equals(local));
    }
    List<Route> all = routes.toList();
    if (all.isEmpty()) {
      return "nothing";
    }
    Route route = any(all);
    PathSegment segment =
        world
            .network
            .segments()
            .along(route)
            .timestampS(world.clock.wallMs() / 1_000 - random.nextInt(600))
            .expTime(random.nextInt(8))
            .make();
    world.register(type, segment);
    return "registration of " + type + " " + route;
  }

  private String append(EventBody.State body) {
    if (away) {
      return "nothing";
    }
    world.appendEvent(body);
    return body.toString();
  }

  private String updateTrc() {
    TrustMaker maker = world.network.trust();
    Trc without =
        maker
            .update(maker.trc(1))
            .withoutCore(REMOVED)
            .createdS(world.clock.wallMs() / 1_000)
            .graceS(GRACE_S)
            .make();
    if (away || world.store.trust().newestTrc(1).orElseThrow().version() > 1) {
      return "nothing";
    }
    world.log.append(Topic.TRUST, trust(without));
    world.applyAll();
    return "TRC without " + REMOVED;
  }

  private static Entry trust(Trc trc) {
    return ServerWorld.entry(new EventBody.TrustEvent(TrustKind.TRC, trc.json()));
  }

  private BlockSubject anySubject() {
    IsdAs ia = any(ases);
    return random.nextBoolean()
        ? new BlockSubject.OfAs(ia)
        : new BlockSubject.OfInterface(ia, anyInterface(ia));
  }

  private long soonMs() {
    return world.clock.wallMs() + random.nextInt(10_000);
  }

  private long anyInterface(IsdAs ia) {
    return any(List.copyOf(topology.as(ia).interfaces().keySet()));
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void askEverything(String when) {
    for (IsdAs ia : ases) {
      for (IsdAs dst : List.of(ia, ia.wildcard())) {
        for (int i = 0; i < ASKED_AT_ONCE && !dst.equals(local); i++) {
          ask(new SegmentRequest(ServerWorld.LOCAL, dst, false, i == 0), when + ", " + dst);
        }
      }
    }
  }

  private void ask(SegmentRequest request, String when) {
    List<FramedPayload> sent = new ArrayList<>();
    // Two patterns of zero bytes, and hosts enough that no budget matters.
    long requestId = random.nextLong() | 0x0101_0101_0101_0101L;
    requestId &= random.nextBoolean() ? -1 : 0xff00_ffff_0000_ffffL;
    Requester from =
        new Requester(ServerWorld.LOCAL, new HostAddress.Ipv4(random.nextInt()), 40_000);
    int pending = world.core.requests().pending();
    world.core.pathServer().received(new ControlPayload(request, requestId), from, to(sent));
    Resolution expected = resolved(request);
    assertEquals(
        expected.isNothing() ? List.of() : List.of(framed(request, expected, requestId)),
        sent.stream().map(FramedPayload::bytes).toList(),
        when);
    assertEquals(
        expected.next().pendingOn().size(), world.core.requests().pending() - pending, when);
    if (!sent.isEmpty()) {
      SegmentReply reply = (SegmentReply) sent.getFirst().payload().message();
      if (reply == last.put(request, reply)) {
        keptAnswers++;
      }
    }
  }

  private Resolution resolved(SegmentRequest request) {
    OutageContent held = world.context.outage().content();
    try (ReadView view = world.store.view()) {
      return world.core.requests().resolve(request, held.over(view), world.clock.wallMs());
    }
  }

  private static ByteString framed(SegmentRequest request, Resolution resolution, long requestId) {
    List<SegmentRecord> records = new ArrayList<>();
    for (StoredSegment stored :
        Stream.of(resolution.up(), resolution.core(), resolution.down())
            .flatMap(List::stream)
            .toList()) {
      records.add(SegmentRecord.of(stored.type(), stored.segment()));
    }
    return ControlCodec.encodeFramed(
        new ControlPayload(
            new SegmentReply(request, SegmentRecords.of(records, resolution.revocations())),
            requestId));
  }

  private static Replies to(List<FramedPayload> sent) {
    return new Replies() {
      @Override
      public int maxPayloadBytes() {
        return 65_000;
      }

      @Override
      public void send(ControlPayload payload) {
        // An earlier request was pending.
      }

      @Override
      public void send(FramedPayload framed) {
        sent.add(framed);
      }
    };
  }
}
