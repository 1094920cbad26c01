package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.trust.Lz4Text;

/**
 * A minute of everything an attacker can send, from ten thousand forged sources, while an honest AS
 * keeps registering and requesting (ARCHITECTURE, Budgets). Every record and byte of each topic is
 * accounted for.
 */
class FloodTest {
  private static final int SOURCES = 10_000;
  private static final int ASES = 100;
  private static final int SECONDS = 60;
  private static final int OF_EACH_KIND_PER_SECOND = 70;

  /** In the 16 s for which a revocation may wait, more arrive than the buffer can hold. */
  private static final int UNPROVEN_PER_SECOND = 1_000;

  private static final int VARIANTS = 4_095;

  /**
   * Bytes of an event in addition to the received ones: ids, names, versions, origin, record key.
   */
  private static final int MAX_ADDED_BYTES = 512;

  /** Bytes of an audit event of a refusal, with its hash, reason, origin and record key. */
  private static final int MAX_AUDIT_BYTES = 512;

  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs REVOKER = IsdAs.parse("1-12");
  private static final IsdAs LEAF = ServerWorld.LOCAL;
  private static final Requester BEACON_SERVER =
      new Requester(LEAF, new HostAddress.Ipv4(0x0a000001), 30_252);

  private static final Origin HONEST =
      new Origin(Transport.SCION_UDP, BEACON_SERVER.ia(), BEACON_SERVER.hostBytes());

  private final Random random = new Random(20_180_302);
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final EventCodec events = new EventCodec(DecoderLimits.DEFAULT);
  private final ServerLimits limits = ServerLimits.DEFAULT;
  private final ServerWorld world = new ServerWorld(LEAF, 0, limits).ready();
  private int floods;
  private int longestBytes;

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  @Test
  void logGrowsByTheBudgetsAndTheHonestAreServed() {
    CapnpSegment killed = world.network.segments().along(REVOKER, LEAF).make();
    world.receiveOnly(registration(killed), BEACON_SERVER);
    world.applyAll();
    revokeHonestly();
    List<CapnpSegment> variants = variants();
    List<Logged> trustBefore = logged(Topic.TRUST);

    int variant = 0;
    for (int second = 0; second < SECONDS; second++) {
      revokeHonestly();
      for (int i = 0; i < OF_EACH_KIND_PER_SECOND; i++) {
        flood(garbage());
        flood(garbageInAFrame());
        flood(altered(registration(variants.get(random.nextInt(VARIANTS)))));
        flood(altered(trust()));
        flood(registration(killed));
        flood(registration(variants.get(variant++ % VARIANTS)));
      }
      Revocation honest = world.network.revocations().revoke(CORE, 12);
      for (int i = 0; i < UNPROVEN_PER_SECOND; i++) {
        flood(new RevocationNotice(unproven(honest)));
      }
      assertTrue(
          world.gauge("waymark.revocations.unproven") <= limits.revocations().unproven(),
          "second " + second);
      world.timers.runForMs(1_000);
      CapnpSegment registered = world.network.segments().along(CORE, LEAF).make();
      world.receiveOnly(registration(registered), BEACON_SERVER);
      world.applyAll();
      assertTrue(isAnsweredWith(registered), "second " + second);
    }

    assertTrue(floods >= SOURCES && variant >= VARIANTS, "every kind was sent");
    assertTrue(
        world.registry.get("waymark.revocations.displaced").functionCounter().count() > 0,
        "unproven revocations were too many");
    assertEquals(SECONDS * OF_EACH_KIND_PER_SECOND, world.registrations("killed", ""));
    assertEventsAreAccountedFor();
    assertEquals(trustBefore, logged(Topic.TRUST));
    assertAuditIsAccountedFor();
  }

  private void assertEventsAreAccountedFor() {
    List<Logged> byTheHonest = new ArrayList<>();
    List<Logged> byStrangers = new ArrayList<>();
    for (Logged one : logged(Topic.EVENTS)) {
      Origin origin = one.event().origin();
      if (origin.equals(Origin.SELF)) {
        assertInstanceOf(EventBody.TickEvent.class, one.event().body());
        continue;
      }
      (origin.equals(HONEST) ? byTheHonest : byStrangers).add(one);
      assertTrue(one.bytes() <= longestBytes + MAX_ADDED_BYTES, one.bytes() + " bytes");
    }
    // One killed segment, one segment a second, and one revocation in each epoch.
    assertEquals(1 + SECONDS + 1 + SECONDS / 10, byTheHonest.size());
    // As many new paths as one pair of ASes may have in addition to the honest one, and not a byte
    // more.
    int newPaths = limits.registrations().perPair() - 1;
    assertEquals(newPaths, byStrangers.size());
    assertTrue(newPaths <= limits.appends().perS());
    assertTrue(
        byStrangers.stream().mapToLong(Logged::bytes).sum()
            <= (long) newPaths * (longestBytes + MAX_ADDED_BYTES));
  }

  /** Refusals are recorded up to the budget and summarized beyond it. None is lost. */
  private void assertAuditIsAccountedFor() {
    int single = 0;
    int summaries = 0;
    long refusals = 0;
    for (Logged one : logged(Topic.AUDIT)) {
      if (one.event().body() instanceof EventBody.ReplicaReported) {
        continue;
      }
      refusals +=
          switch (one.event().body()) {
            case EventBody.RegistrationRefused refused -> refused.count();
            case EventBody.RevocationRefused refused -> refused.count();
            default -> throw new AssertionError(one.event());
          };
      if (one.event().origin().equals(Origin.SELF)) {
        summaries++;
      } else {
        single++;
      }
      assertTrue(one.bytes() <= MAX_AUDIT_BYTES, one.bytes() + " bytes");
    }
    assertTrue(
        single <= (SECONDS + 1) * limits.appends().refusalEventsPerS(), single + " one by one");
    assertTrue(
        summaries <= SECONDS / 10 * 2 * RefusalCause.values().length, summaries + " summaries");
    assertEquals(refused("waymark.registrations") + refused("waymark.revocations"), refusals);
    assertTrue(refusals > (SECONDS + 1) * limits.appends().refusalEventsPerS(), "few refusals");
  }

  private double refused(String counter) {
    return world.registry.find(counter).tag("outcome", "refused").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** Only the total budget limits these segments: all of them are validly signed and new. */
  @Test
  void validVersionsFromEverywhereAreAppendedUpToTheBudgetOverAll() {
    int seconds = 5;
    int perSlice = limits.appends().perS() / 10 * 3 / 2;
    List<CapnpSegment> versions = versions();
    for (int slice = 0; slice < seconds * 10; slice++) {
      for (int i = 0; i < perSlice; i++) {
        flood(registration(versions.get(random.nextInt(versions.size()))));
      }
      world.timers.runForMs(100);
    }
    int budget = limits.appends().perS();
    assertTrue(world.events() <= (long) budget * (seconds + 1), world.events() + " events");
    assertTrue(world.events() > (long) budget * seconds, world.events() + " events");
    assertTrue(world.registrations("refused", "budget") > 0);
    assertTrue(
        logged(Topic.EVENTS).stream().mapToLong(Logged::bytes).sum()
            <= (long) budget * (seconds + 1) * (longestBytes + MAX_ADDED_BYTES));
    assertTrue(
        logged(Topic.AUDIT).stream().mapToLong(Logged::bytes).sum()
            <= (long) MAX_AUDIT_BYTES
                * (seconds + 1)
                * (limits.appends().refusalEventsPerS() + RefusalCause.values().length));
  }

  /** A record, and its size, which it costs the attacker. */
  private record Logged(Event event, int bytes) {}

  private List<Logged> logged(Topic topic) {
    List<Logged> all = new ArrayList<>();
    try (Tail tail = world.log.tail(topic, world.log.identity().at(topic, 0))) {
      List<LogRecord> records = tail.poll(Duration.ZERO);
      while (!records.isEmpty()) {
        for (LogRecord record : records) {
          all.add(
              new Logged(
                  events.decode(record.value()).orElseThrow(),
                  record.key().size() + record.value().length));
        }
        records = tail.poll(Duration.ZERO);
      }
    }
    return all;
  }

  /**
   * Creates versions of a few paths that differ in content but expire together, so that each
   * replaces another one.
   */
  private List<CapnpSegment> versions() {
    List<CapnpSegment> versions = new ArrayList<>();
    for (int ingress = 101; ingress <= 150; ingress++) {
      for (int mtu = 1_000; mtu < 1_010; mtu++) {
        int itsMtu = mtu;
        versions.add(by(ingress).changing(1, fields -> with(fields, itsMtu)).make());
      }
    }
    return versions;
  }

  private static AsEntryFields with(AsEntryFields fields, int mtu) {
    return new AsEntryFields(
        fields.ia(),
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        fields.hops(),
        fields.hashTreeRoot(),
        mtu,
        fields.routingPolicy(),
        fields.sibra());
  }

  private void revokeHonestly() {
    world.receiveOnly(
        new RevocationNotice(world.network.revocations().revoke(REVOKER, 11)), BEACON_SERVER);
    world.applyAll();
  }

  /** Creates validly signed paths of a leaf that names a different ingress interface in each. */
  private List<CapnpSegment> variants() {
    List<CapnpSegment> variants = new ArrayList<>(VARIANTS);
    for (int ingress = 1; ingress <= VARIANTS; ingress++) {
      variants.add(by(ingress).make());
    }
    return variants;
  }

  private SegmentDraft by(int ingress) {
    return world
        .network
        .segments()
        .along(new Route(List.of(new Route.Step(CORE, 0, 12), new Route.Step(LEAF, ingress, 0))));
  }

  /**
   * Decodes a datagram as a replica does. Datagrams that cannot be decoded never reach the server.
   */
  private void flood(ByteString framed) {
    longestBytes = Math.max(longestBytes, framed.size());
    int source = floods++ % SOURCES;
    if (codec.decodeFramed(ByteBuffer.wrap(framed.unsafeBytes()))
        instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)) {
      Requester anyone =
          new Requester(
              IsdAs.of(1, 1 + random.nextInt(ASES)),
              new HostAddress.Ipv4(0x0b000000 + source),
              random.nextInt(1 << 16));
      world.core.pathServer().received(payload, anyone, world.replies());
      world.applyAll();
    }
  }

  private void flood(Message message) {
    flood(framed(message));
  }

  private ByteString framed(Message message) {
    return ControlCodec.encodeFramed(new ControlPayload(message, random.nextLong()));
  }

  private ByteString garbage() {
    byte[] bytes = new byte[random.nextInt(1_400)];
    random.nextBytes(bytes);
    return ByteString.owning(bytes);
  }

  /** Garbage with a correct length field. */
  private ByteString garbageInAFrame() {
    byte[] bytes = new byte[4 + random.nextInt(1_400)];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4);
    return ByteString.owning(bytes);
  }

  private ByteString altered(Message message) {
    byte[] framed = framed(message).unsafeBytes().clone();
    framed[4 + random.nextInt(framed.length - 4)] ^= (byte) (1 << random.nextInt(8));
    return ByteString.owning(framed);
  }

  private Message trust() {
    TrustMaker trust = world.network.trust();
    return random.nextBoolean()
        ? new TrcReply(Lz4Text.pack(trust.trc(1).json()))
        : new CertChainReply(Lz4Text.pack(trust.chain(LEAF).json()));
  }

  private static Message registration(CapnpSegment segment) {
    return ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment));
  }

  /**
   * Creates a revocation that is as well formed and current as an honest one, but belongs to a tree
   * that was never published.
   */
  private Revocation unproven(Revocation honest) {
    byte[] root = new byte[32];
    random.nextBytes(root);
    byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return new Revocation(
        honest.ia(),
        honest.interfaceId(),
        honest.epoch(),
        ByteString.owning(nonce),
        honest.siblings(),
        ByteString.owning(root),
        ByteString.owning(root),
        honest.hashType(),
        honest.treeTtlS());
  }

  private boolean isAnsweredWith(CapnpSegment segment) {
    world.sent.clear();
    world.receiveOnly(new SegmentRequest(LEAF, CORE, false, false), BEACON_SERVER);
    return world.sent.stream()
        .flatMap(payload -> ((SegmentReply) payload.message()).records().records().stream())
        .anyMatch(record -> record.segment().orElseThrow().bytes().equals(segment.bytes()));
  }
}
