package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Route;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.Limits;
import org.waymark.wire.ControlCodec;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/**
 * A minute of everything a stranger can send, from ten thousand forged sources, while an honest AS
 * goes on registering and asking (DESIGN 2 "Budgets").
 */
class FloodTest {
  private static final int SOURCES = 10_000;
  private static final int SECONDS = 60;
  private static final int OF_EACH_KIND_PER_SECOND = 70;
  private static final int VARIANTS = 4_095;
  private static final int MAX_EVENT_BYTES = 8_192;

  /** An audit event of a refusal, with its hash, reason and origin. */
  private static final int MAX_AUDIT_BYTES = 512;

  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = ServerWorld.LOCAL;
  private static final Requester BEACON_SERVER =
      new Requester(LEAF, new HostAddress.Ipv4(0x0a000001), 30_252);

  private final Random random = new Random(20_180_302);
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final ServerWorld world = new ServerWorld(LEAF, 0, Limits.DEFAULT).ready();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  @Test
  void logGrowsByTheBudgetsAndTheHonestAreServed() {
    CapnpSegment killed = world.network.segments().along("1-12", "1-14").make();
    world.register(SegmentType.UP, killed);
    world.revoke(world.network.revocations().revoke(IsdAs.parse("1-12"), 11));
    List<CapnpSegment> variants = variants();
    long eventsBefore = world.events();
    long trustBytesBefore = bytesOf(Topic.TRUST);

    int variant = 0;
    for (int second = 0; second < SECONDS; second++) {
      for (int i = 0; i < OF_EACH_KIND_PER_SECOND; i++) {
        flood(garbage());
        flood(altered(variants.get(random.nextInt(VARIANTS))));
        flood(registration(killed));
        flood(registration(variants.get(variant++ % VARIANTS)));
        flood(new RevocationNotice(unproven()));
      }
      world.timers.runForMs(1_000);
      CapnpSegment honest = world.network.segments().along("1-11", "1-14").make();
      world.receiveOnly(registration(honest), BEACON_SERVER);
      world.applyAll();
      assertTrue(isAnsweredWith(honest), "second " + second);
    }

    long byStrangers = world.events() - eventsBefore - SECONDS;
    Limits limits = Limits.DEFAULT;
    // As many new paths as one AS pair may have, and the killed segment once it may live again.
    assertTrue(
        byStrangers <= limits.registrations().perPair() + SECONDS, byStrangers + " by strangers");
    assertTrue(bytesOf(Topic.EVENTS) <= world.events() * MAX_EVENT_BYTES);
    assertTrue(
        bytesOf(Topic.AUDIT)
            <= (long) MAX_AUDIT_BYTES * (SECONDS + 1) * limits.appends().refusalEventsPerS(),
        bytesOf(Topic.AUDIT) + " bytes of audit");
    assertEquals(trustBytesBefore, bytesOf(Topic.TRUST));
    assertTrue(
        world.registry.get("waymark.revocations.unproven").gauge().value()
            <= limits.revocations().unproven());
  }

  /** Each an honestly signed path of a leaf that says it came in by another interface. */
  private List<CapnpSegment> variants() {
    List<CapnpSegment> variants = new ArrayList<>(VARIANTS);
    for (int ingress = 1; ingress <= VARIANTS; ingress++) {
      variants.add(
          world
              .network
              .segments()
              .along(
                  new Route(List.of(new Route.Step(CORE, 0, 12), new Route.Step(LEAF, ingress, 0))))
              .make());
    }
    return variants;
  }

  /** The way a datagram takes: what cannot be decoded never gets to the server. */
  private void flood(ByteString framed) {
    if (codec.decodeFramed(ByteBuffer.wrap(framed.unsafeBytes()))
        instanceof Decoded.Accepted<ControlPayload>(ControlPayload payload)) {
      world.core.pathServer().received(payload, anyone(), world.replies());
      world.applyAll();
    }
  }

  private void flood(Message message) {
    flood(ControlCodec.encodeFramed(new ControlPayload(message, random.nextLong())));
  }

  private Requester anyone() {
    return new Requester(
        IsdAs.of(1, 1 + random.nextInt(100)),
        new HostAddress.Ipv4(0x0b000000 + random.nextInt(SOURCES)),
        random.nextInt(1 << 16));
  }

  private ByteString garbage() {
    byte[] bytes = new byte[random.nextInt(1_400)];
    random.nextBytes(bytes);
    return ByteString.owning(bytes);
  }

  private ByteString altered(CapnpSegment segment) {
    byte[] framed =
        ControlCodec.encodeFramed(new ControlPayload(registration(segment), random.nextLong()))
            .unsafeBytes()
            .clone();
    framed[4 + random.nextInt(framed.length - 4)] ^= (byte) (1 << random.nextInt(8));
    return ByteString.owning(framed);
  }

  private static Message registration(CapnpSegment segment) {
    return ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment));
  }

  /** Well formed and of now, over a tree that nobody has published. */
  private Revocation unproven() {
    Revocation honest =
        world.network.revocations().revoke(CORE, 11 + random.nextInt(2), world.clock.wallMs());
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

  private long bytesOf(Topic topic) {
    long bytes = 0;
    try (Tail tail = world.log.tail(topic, world.log.identity().at(topic, 0))) {
      List<LogRecord> records = tail.poll(Duration.ZERO);
      while (!records.isEmpty()) {
        bytes += records.stream().mapToLong(record -> record.value().length).sum();
        records = tail.poll(Duration.ZERO);
      }
    }
    return bytes;
  }
}
