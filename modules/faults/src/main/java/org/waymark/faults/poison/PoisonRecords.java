package org.waymark.faults.poison;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.waymark.faults.simulation.SmallNetwork;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.TrustKind;

/** Creates records that no correct replica would write. Not thread-safe. */
final class PoisonRecords {
  private static final int EXP_TIME = 64;
  private static final int MOST_GARBAGE_BYTES = 600;
  private static final long DAY_S = 86_400;

  /** Limits that allow records that the default limits reject. */
  private static final DecoderLimits ROOMY =
      new DecoderLimits(
          1 << 20, 1 << 20, 1 << 24, 24, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1 << 20);

  private final SmallNetwork network;
  private final IsdAs local;
  private final Random random;
  private final List<SmallNetwork.TypedRoute> routes;
  private final List<Maker> makers = new ArrayList<>();

  /**
   * A record to write.
   *
   * @param kind the kind of fault in the record, which is part of the name of its counter
   * @param value the value; empty for a record without a value
   */
  record Poison(String kind, Topic topic, byte[] value) {}

  private interface Content {
    byte[] make(long nowMs);
  }

  private record Maker(String kind, Topic topic, Content content) {}

  PoisonRecords(SmallNetwork network, IsdAs local, Random random) {
    this.network = network;
    this.local = local;
    this.random = random;
    routes = network.routes(local);
    addMalformed();
    addSegments();
    addRevocations();
    addOthers();
    addTrust();
    addAudit();
  }

  /**
   * Creates a random record.
   *
   * @param nowMs the current time in Unix milliseconds
   */
  Poison make(long nowMs) {
    Maker maker = makers.get(random.nextInt(makers.size()));
    return new Poison(maker.kind(), maker.topic(), maker.content().make(nowMs));
  }

  /** {@return every kind of record} */
  List<String> kinds() {
    return makers.stream().map(Maker::kind).toList();
  }

  private void add(String kind, Content content) {
    makers.add(new Maker(kind, Topic.EVENTS, content));
  }

  private void addMalformed() {
    add("empty", _ -> new byte[0]);
    add("garbage", _ -> garbage());
    add("too-long", _ -> new byte[DecoderLimits.DEFAULT.eventBytes() + 1]);
    add("cut", now -> cut(segment(now)));
    add("changed", now -> changed(segment(now)));
    add("changed-revocation", now -> changed(revocation(now)));
    add("newer-schema", now -> schema(Event.NEWEST_SCHEMA + 1 + random.nextInt(1_000), now));
    add("segment-of-garbage", _ -> event(segmentBody(SegmentType.DOWN, bytes(garbage()))));
    add("segment-of-nothing", _ -> event(segmentBody(SegmentType.UP, ByteString.EMPTY)));
    add("revocation-of-garbage", _ -> event(revocationBody(bytes(garbage()))));
    add("trust-in-events", _ -> event(trust(TrustKind.TRC, bytes(garbage()))));
    add("audit-in-events", _ -> event(new EventBody.ReplicaStopped("test")));
  }

  private void addSegments() {
    add("wrong-ids", this::wrongIds);
    add("too-many-hops", this::tooManyHops);
    add("loop", this::loop);
    add("wrong-type", now -> segment(type(random), draft(route(), now)));
    add("forged", now -> segment(type(random), draft(route(), now).brokenSignature(0)));
    add("unsigned", now -> segment(type(random), draft(route(), now).unsigned(0)));
    add("ended", now -> segment(SegmentType.DOWN, at(now, -2 * DAY_S)));
    add("in-the-future", now -> segment(SegmentType.DOWN, at(now, 3_600)));
  }

  private void addRevocations() {
    add("not-current", now -> revocation(honest(now - 120_000 - random.nextInt(100_000))));
    add("interface-zero", now -> revocation(changed(honest(now), 0, 0)));
    add("unknown-hash", now -> revocation(changed(honest(now), honest(now).interfaceId(), 7)));
    add("wrong-leaf", now -> revocation(withEpoch(honest(now), honest(now).epoch() + 1)));
    add("huge-epoch", now -> revocation(withEpoch(honest(now), Long.MAX_VALUE / 100)));
    add("negative-epoch", now -> revocation(withEpoch(honest(now), -random.nextLong(1_000))));
    add("replayed", this::revocation);
  }

  private void addOthers() {
    add("tick-in-the-future", now -> event(new EventBody.TickEvent(now + DAY_S * 1_000)));
    add("last-tick", _ -> event(new EventBody.TickEvent(Long.MAX_VALUE)));
    add("first-tick", _ -> event(new EventBody.TickEvent(Long.MIN_VALUE)));
    add("endless-block", _ -> event(block(Long.MAX_VALUE)));
    add("ended-block", _ -> event(block(Long.MIN_VALUE)));
    add(
        "endless-interface-down",
        _ -> event(new EventBody.InterfaceDownEvent(IsdAs.parse("3-99"), 1, Long.MAX_VALUE)));
  }

  private static EventBody block(long endMs) {
    return new EventBody.BlockEvent(
        new BlockSubject.OfInterface(IsdAs.parse("3-99"), 1), endMs, "test");
  }

  private void addTrust() {
    makers.add(new Maker("trust-empty", Topic.TRUST, _ -> new byte[0]));
    makers.add(new Maker("trust-garbage", Topic.TRUST, _ -> garbage()));
    makers.add(new Maker("trust-segment", Topic.TRUST, this::segment));
    makers.add(
        new Maker(
            "trust-other-owner",
            Topic.TRUST,
            _ -> event(new EventBody.LogOwner(IsdAs.parse("3-99")))));
    for (TrustKind kind : TrustKind.values()) {
      makers.add(
          new Maker(
              "trust-malformed-" + kind.text(),
              Topic.TRUST,
              _ -> event(trust(kind, bytes(garbage())))));
      makers.add(
          new Maker(
              "trust-cut-" + kind.text(),
              Topic.TRUST,
              _ -> event(trust(kind, bytes(cut(json(kind).toBytes()))))));
    }
  }

  private void addAudit() {
    makers.add(new Maker("audit-empty", Topic.AUDIT, _ -> new byte[0]));
    makers.add(new Maker("audit-garbage", Topic.AUDIT, _ -> garbage()));
    makers.add(
        new Maker(
            "audit-checkpoint",
            Topic.AUDIT,
            _ ->
                event(
                    new EventBody.CheckpointSigned(
                        bytes("events\n5\nAAAA\n\n".getBytes(StandardCharsets.UTF_8))))));
  }

  private ByteString json(TrustKind kind) {
    return kind == TrustKind.CHAIN
        ? network.network().trust().chain(local).json()
        : network.network().trust().trc(local.isd()).json();
  }

  private Route route() {
    return routes.get(random.nextInt(routes.size())).route();
  }

  private SegmentDraft draft(Route route, long nowMs) {
    return network
        .network()
        .segments()
        .along(route)
        .timestampS(nowMs / 1_000 - random.nextInt(60))
        .expTime(EXP_TIME);
  }

  private SegmentDraft at(long nowMs, long afterS) {
    return draft(route(), nowMs).timestampS(nowMs / 1_000 + afterS);
  }

  private byte[] segment(long nowMs) {
    SmallNetwork.TypedRoute one = routes.get(random.nextInt(routes.size()));
    return segment(one.type(), draft(one.route(), nowMs));
  }

  private static byte[] segment(SegmentType type, SegmentDraft draft) {
    PathSegment segment = new SegmentCodec(ROOMY).ofFields(draft.fields()).orElseThrow();
    return event(segmentBody(type, segment.bytes()));
  }

  private byte[] wrongIds(long nowMs) {
    PathSegment segment = draft(route(), nowMs).make();
    EventBody body = segmentBody(type(random), segment.bytes());
    return EventCodec.encode(
        Event.own("poison", body)
            .with(List.of(draft(route(), nowMs).make().eventId(type(random)))));
  }

  private byte[] tooManyHops(long nowMs) {
    Route.Step step = new Route.Step(local, 1, 2);
    Route route = new Route(Collections.nCopies(65, step));
    return segment(SegmentType.DOWN, draft(route, nowMs).withArbitraryRoots());
  }

  private byte[] loop(long nowMs) {
    Route.Step step = new Route.Step(local, random.nextInt(5), random.nextInt(5));
    return segment(type(random), draft(new Route(List.of(step, step)), nowMs).withArbitraryRoots());
  }

  private static SegmentType type(Random random) {
    return SegmentType.values()[random.nextInt(SegmentType.values().length)];
  }

  private static EventBody segmentBody(SegmentType type, ByteString bytes) {
    return new EventBody.SegmentEvent(SegmentFormat.CAPNP, type, bytes, List.of());
  }

  private byte[] revocation(long nowMs) {
    return revocation(honest(nowMs));
  }

  private static byte[] revocation(Revocation revocation) {
    return event(EventBody.RevocationEvent.of(revocation));
  }

  private static EventBody revocationBody(ByteString bytes) {
    return new EventBody.RevocationEvent(SegmentFormat.CAPNP, bytes);
  }

  private Revocation honest(long nowMs) {
    NetworkTopology.As as = network.network().topology().as(local);
    List<Long> ids = as.interfaces().keySet().stream().filter(id -> id < 20).toList();
    return network
        .network()
        .revocations()
        .revoke(local, ids.get(random.nextInt(ids.size())), nowMs);
  }

  private static Revocation changed(Revocation r, long interfaceId, int hashType) {
    return new Revocation(
        r.ia(),
        interfaceId,
        r.epoch(),
        r.nonce(),
        r.siblings(),
        r.prevRoot(),
        r.nextRoot(),
        hashType,
        r.treeTtlS());
  }

  private static Revocation withEpoch(Revocation r, long epoch) {
    return new Revocation(
        r.ia(),
        r.interfaceId(),
        epoch,
        r.nonce(),
        r.siblings(),
        r.prevRoot(),
        r.nextRoot(),
        r.hashType(),
        r.treeTtlS());
  }

  private static EventBody trust(TrustKind kind, ByteString json) {
    return new EventBody.TrustEvent(kind, json);
  }

  private byte[] schema(int version, long nowMs) {
    EventBody body = segmentBody(SegmentType.DOWN, draft(route(), nowMs).make().bytes());
    return EventCodec.encode(new Event(version, List.of(), "poison", Origin.SELF, 0, body));
  }

  private static byte[] event(EventBody body) {
    return EventCodec.encode(Event.own("poison", body));
  }

  private byte[] garbage() {
    byte[] bytes = new byte[1 + random.nextInt(MOST_GARBAGE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] cut(byte[] whole) {
    return Arrays.copyOf(whole, random.nextInt(whole.length));
  }

  /** Flips a few bits anywhere in a value. The result may or may not be decodable. */
  private byte[] changed(byte[] whole) {
    byte[] changed = whole.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static ByteString bytes(byte[] bytes) {
    return ByteString.of(bytes);
  }
}
