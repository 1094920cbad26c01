package org.waymark.wire.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.event.EventBody.BlockEvent;
import org.waymark.wire.event.EventBody.InterfaceDownEvent;
import org.waymark.wire.event.EventBody.RefusedSegment;
import org.waymark.wire.event.EventBody.RegistrationRefused;
import org.waymark.wire.event.EventBody.ReplicaReported;
import org.waymark.wire.event.EventBody.ReplicaStarted;
import org.waymark.wire.event.EventBody.ReplicaStopped;
import org.waymark.wire.event.EventBody.RevocationEvent;
import org.waymark.wire.event.EventBody.RevocationRefused;
import org.waymark.wire.event.EventBody.SegmentEvent;
import org.waymark.wire.event.EventBody.TickEvent;
import org.waymark.wire.event.EventBody.TrustEvent;
import org.waymark.wire.generated.EventSchema;

class EventCodecTest {
  private static final IsdAs IA = IsdAs.parse("1-ff00:0:110");
  private static final ByteString HASH = Sha256.hash(ByteString.of((byte) 1));
  private static final Origin ORIGIN =
      new Origin(Transport.SCION_UDP, IsdAs.parse("1-11"), ByteString.ofHex("7f000001"));

  private final EventCodec codec = new EventCodec(DecoderLimits.DEFAULT);

  static Stream<Event> events() {
    List<EventBody> bodies = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      bodies.add(
          new SegmentEvent(
              SegmentFormat.CAPNP,
              type,
              ByteString.ofHex("00010203040506"),
              List.of(
                  new TrustVersion(TrustKind.TRC, IA.wildcard(), 1),
                  new TrustVersion(TrustKind.CHAIN, IA, -1))));
    }
    bodies.add(new SegmentEvent(SegmentFormat.CAPNP, SegmentType.UP, ByteString.EMPTY, List.of()));
    bodies.add(new RevocationEvent(SegmentFormat.CAPNP, ByteString.ofHex("ff")));
    bodies.add(new TickEvent(1_520_000_000_000L));
    bodies.add(new TickEvent(-1));
    bodies.add(new EventBody.LogOwner(IA));
    bodies.add(new BlockEvent(new BlockSubject.OfAs(IA), 5, "maintenance"));
    bodies.add(new BlockEvent(new BlockSubject.OfInterface(IA, -1), 0, "ünïcode €"));
    bodies.add(new BlockEvent(new BlockSubject.OfSegment(new SegmentId(HASH)), 7, ""));
    bodies.add(new BlockEvent(new BlockSubject.OfAs(IA), 5, "why", 86_400_005, ""));
    bodies.add(new BlockEvent(new BlockSubject.OfAs(IA), -1, "", Long.MIN_VALUE, "operator ann"));
    bodies.add(new InterfaceDownEvent(IA, 61, 9));
    for (TrustKind kind : TrustKind.values()) {
      bodies.add(new TrustEvent(kind, ByteString.ofHex("7b7d")));
    }
    bodies.add(new ReplicaStarted("1/abcdef", 0xffff, "127.0.0.1:30041"));
    bodies.add(new ReplicaStopped("asked to"));
    bodies.add(new EventBody.CheckpointSigned(ByteString.ofHex("6e6f7465")));
    bodies.add(new RegistrationRefused(HASH, 0xffff_ffffL, "signature", 1));
    bodies.add(new RegistrationRefused(ByteString.EMPTY, 0, "budget", -1));
    for (Optional<SegmentType> type :
        List.of(Optional.of(SegmentType.DOWN), Optional.<SegmentType>empty())) {
      bodies.add(
          new RegistrationRefused(
              HASH,
              300,
              "expired",
              1,
              Optional.of(new RefusedSegment(type, new SegmentId(HASH), IA, IsdAs.parse("1-12")))));
    }
    bodies.add(new RevocationRefused(HASH, 0xffff_ffffL, "unproven", 1, IA, -1));
    bodies.add(new RevocationRefused(ByteString.EMPTY, 0, "budget", 7, IsdAs.NONE, 0));
    for (boolean complete : new boolean[] {true, false}) {
      bodies.add(
          new ReplicaReported(
              new TickDigest(-1, -1, HASH, -1, complete),
              "4-0123456789ab",
              0xffff,
              "catching up",
              -1,
              -1,
              -1,
              new ReplicaCounters(-1, 2, -1, 4)));
    }
    return bodies.stream()
        .flatMap(
            body ->
                Stream.of(
                    Event.own("ps-1", body),
                    new Event(1, List.of(HASH, HASH), "", ORIGIN, -1, body)));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyBodyRoundTrips(Event event) {
    byte[] value = EventCodec.encode(event);
    assertEquals(event, codec.decode(value).orElseThrow());
    assertArrayEquals(value, EventCodec.encode(event));
  }

  @Test
  void kindsOfAllBodiesAreKnown() {
    assertEquals(
        EventBody.KINDS, events().map(event -> event.body().kind()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyTruncationIsRefused(Event event) {
    byte[] value = EventCodec.encode(event);
    for (int size = 0; size < value.length; size++) {
      assertTrue(codec.decode(Arrays.copyOf(value, size)).whyRefused().isPresent());
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyChangedByteGivesAnEventOrRefusal(Event event) {
    byte[] value = EventCodec.encode(event);
    for (int at = 0; at < value.length; at++) {
      for (int change : new int[] {0x01, 0x80, 0xff}) {
        byte[] changed = value.clone();
        changed[at] ^= (byte) change;
        codec.decode(changed);
      }
    }
  }

  @Test
  void randomBytesGiveAnEventOrRefusal() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] value = new byte[random.nextInt(200)];
      random.nextBytes(value);
      if (value.length >= 8 && random.nextBoolean()) {
        Arrays.fill(value, 0, 8, (byte) 0);
        value[4] = (byte) (value.length / 8 - 1);
      }
      codec.decode(value);
    }
  }

  @Test
  void valuesThatCannotBeEventsGetTheirReasonCode() {
    byte[] good = EventCodec.encode(Event.own("ps-1", new TickEvent(1)));
    assertCode(ReasonCode.EMPTY_VALUE, new byte[0]);
    assertCode(ReasonCode.TOO_LONG, Arrays.copyOf(good, (1 << 20) + 1));
    assertCode(ReasonCode.UNDECODABLE, Arrays.copyOf(good, 7));
    assertCode(ReasonCode.NEWER_SCHEMA, value(event -> event.setSchemaVersion((short) 2)));
    assertCode(ReasonCode.UNDECODABLE, value(event -> event.setSchemaVersion((short) 0)));
    assertCode(ReasonCode.UNKNOWN_KIND, value(event -> {}));
    assertCode(
        ReasonCode.UNKNOWN_FORMAT, value(event -> event.getBody().initSegment().initBytes(0)));
    assertCode(
        ReasonCode.UNKNOWN_TYPE,
        value(event -> event.getBody().initSegment().setFormat(EventSchema.SegmentFormat.CAPNP)));
    assertCode(ReasonCode.UNKNOWN_FORMAT, value(event -> event.getBody().initRevocation()));
    assertCode(ReasonCode.UNDECODABLE, value(event -> event.getBody().initTrust()));
    assertCode(ReasonCode.UNDECODABLE, value(event -> event.getBody().initBlock()));
    assertCode(
        ReasonCode.UNDECODABLE,
        value(event -> event.getBody().initReplicaReported().initDigest(31)));
    assertCode(
        ReasonCode.UNDECODABLE,
        value(
            event -> {
              var subject = event.getBody().initBlock().initSubject();
              subject.setKind(EventSchema.BlockKind.SEGMENT);
              subject.initSegmentId(31);
            }));
  }

  @Test
  void textThatIsNoUtf8IsRefused() {
    byte[] value = EventCodec.encode(Event.own("replica", new TickEvent(1)));
    String latin = new String(value, java.nio.charset.StandardCharsets.ISO_8859_1);
    value[latin.indexOf("replica")] = (byte) 0xff;
    assertCode(ReasonCode.UNDECODABLE, value);
  }

  @Test
  void numbersAreThoseOfTheSchema() {
    assertNames(EventSchema.ReasonCode.values(), ReasonCode.values(), ReasonCode::number);
    assertNames(EventSchema.RowKind.values(), RowKind.values(), RowKind::number);
    assertNames(EventSchema.TrustKind.values(), TrustKind.values(), TrustKind::number);
    assertNames(EventSchema.SegmentType.values(), SegmentType.values(), SegmentType::number);
    assertNames(EventSchema.SegmentFormat.values(), SegmentFormat.values(), SegmentFormat::number);
    for (Transport transport : Transport.values()) {
      assertEquals(transport.name(), EventSchema.Transport.values()[transport.number()].name());
    }
    assertEquals(EventSchema.BlockKind.AS.ordinal(), BlockSubject.OfAs.KIND);
    assertEquals(EventSchema.BlockKind.INTERFACE.ordinal(), BlockSubject.OfInterface.KIND);
    assertEquals(EventSchema.BlockKind.SEGMENT.ordinal(), BlockSubject.OfSegment.KIND);
    for (ReasonCode code : ReasonCode.values()) {
      assertEquals(code, ReasonCode.ofNumber(code.number()));
    }
  }

  @Test
  void recordKeysAreRawAndBigEndian() {
    assertEquals("0001ff0000000110000000000000003d", RecordKeys.ofInterface(IA, 61).hex());
    assertEquals(
        "0200010000000000000000000000000007", RecordKeys.trust(TrustKind.TRC, IA, 7).hex());
    assertEquals(
        "030001ff00000001100000000000000001", RecordKeys.trust(TrustKind.CHAIN, IA, 1).hex());
    assertEquals("010001ff0000000110", RecordKeys.block(new BlockSubject.OfAs(IA)).hex());
    assertEquals(
        "020001ff0000000110000000000000003d",
        RecordKeys.block(new BlockSubject.OfInterface(IA, 61)).hex());
    assertEquals(
        "03" + HASH, RecordKeys.block(new BlockSubject.OfSegment(new SegmentId(HASH))).hex());
    assertEquals(HASH, RecordKeys.segment(new SegmentId(HASH)));
    assertTrue(RecordKeys.tick().isEmpty());
    assertEquals("70732d31", RecordKeys.audit("ps-1").hex());
  }

  private static <E extends Enum<E>> void assertNames(
      Enum<?>[] schema, E[] ours, java.util.function.ToIntFunction<E> number) {
    // The schema has a member 0 for unset, and the generated code has one for unknown numbers.
    assertEquals(schema.length - 2, ours.length);
    for (E one : ours) {
      assertEquals(one.name().toUpperCase(Locale.ROOT), schema[number.applyAsInt(one)].name());
    }
  }

  private static byte[] value(Consumer<EventSchema.Event.Builder> writer) {
    return MessageBytes.build(
        64,
        message -> {
          EventSchema.Event.Builder event = message.initRoot(EventSchema.Event.factory);
          event.setSchemaVersion((short) 1);
          writer.accept(event);
        });
  }

  private void assertCode(ReasonCode expected, byte[] value) {
    assertEquals(expected, ReasonCode.ofEvent(codec.decode(value).whyRefused().orElseThrow()));
  }

  @Test
  void limitsOnNumbersAreReasonsOfTheirOwn() {
    byte[] value = value(event -> event.initEventIds(DecoderLimits.DEFAULT.items() + 1));
    assertEquals(
        RefusalReason.TOO_MANY_ITEMS, codec.decode(value).whyRefused().orElseThrow().reason());
  }
}
