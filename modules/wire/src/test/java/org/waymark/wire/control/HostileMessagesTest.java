package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.LegacyVectors.Case;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** Tests datagrams that an attacker or a faulty sender may craft. */
class HostileMessagesTest {
  private static final DecoderLimits LIMITS = DecoderLimits.DEFAULT;

  private final ControlCodec control = new ControlCodec(LIMITS);
  private final SegmentCodec segments = new SegmentCodec(LIMITS);
  private final RevocationCodec revocations = new RevocationCodec(LIMITS);

  static Stream<Case> datagrams() {
    return LegacyVectors.cases("messages/ctrl.json").stream()
        .filter(recorded -> recorded.has("framed"))
        .filter(recorded -> recorded.bytes("framed").size() < 1_000);
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void everyTruncationIsRefused(Case recorded) {
    byte[] framed = recorded.bytes("framed").toBytes();
    for (int size = 0; size < framed.length; size++) {
      byte[] cut = Arrays.copyOf(framed, size);
      assertRefused(control.decodeFramed(ByteBuffer.wrap(cut)));
      if (size >= 4) {
        ByteBuffer.wrap(cut).putInt(size - 4);
        assertRefused(control.decodeFramed(ByteBuffer.wrap(cut)));
      }
    }
    for (Form form : Form.values()) {
      byte[] message = recorded.message(form).toBytes();
      for (int size = 0; size < message.length; size++) {
        assertRefused(control.decode(form, ByteString.of(Arrays.copyOf(message, size))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void everyChangedByteGivesAMessageOrRefusal(Case recorded) {
    for (Form form : Form.values()) {
      byte[] message = recorded.message(form).toBytes();
      for (int at = 0; at < message.length; at++) {
        for (int change : new int[] {0x01, 0x80, 0xff}) {
          byte[] changed = message.clone();
          changed[at] ^= (byte) change;
          control.decode(form, ByteString.owning(changed));
        }
      }
    }
  }

  @Test
  void randomBytesGiveAMessageOrRefusal() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] framed = new byte[4 + random.nextInt(120)];
      random.nextBytes(framed);
      ByteBuffer.wrap(framed).putInt(framed.length - 4);
      control.decodeFramed(ByteBuffer.wrap(framed));
      control.decode(Form.UNPACKED, withTable(framed));
    }
  }

  @Test
  void framesThatContradictThemselvesAreRefusedWithTheirReason() {
    assertReason(RefusalReason.EMPTY, control.decodeFramed(ByteBuffer.allocate(0)));
    assertReason(RefusalReason.TOO_SHORT, control.decodeFramed(ByteBuffer.allocate(3)));
    assertReason(RefusalReason.EMPTY, control.decodeFramed(ByteBuffer.allocate(4)));
    assertReason(
        RefusalReason.LENGTH_MISMATCH, control.decodeFramed(ByteBuffer.allocate(8).putInt(0, 5)));
    assertReason(
        RefusalReason.LENGTH_MISMATCH, control.decodeFramed(ByteBuffer.allocate(8).putInt(0, -1)));
    assertReason(
        RefusalReason.TOO_LONG,
        control.decodeFramed(ByteBuffer.allocate(65_541).putInt(0, 65_537)));
    assertReason(
        RefusalReason.PACKED_TRUNCATED, control.decodeFramed(ByteBuffer.allocate(5).putInt(0, 1)));
  }

  @Test
  void aPayloadInTheMiddleOfABufferIsReadWithoutMovingIt() {
    byte[] framed =
        ControlCodec.encodeFramed(
                new ControlPayload(new SegmentRegistration(SegmentRecords.EMPTY), 1))
            .toBytes();
    ByteBuffer buffer =
        ByteBuffer.allocate(framed.length + 20).put(7, framed).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(7).limit(7 + framed.length);
    assertTrue(control.decodeFramed(buffer).asOptional().isPresent());
    assertTrue(control.decodeFramed(buffer.asReadOnlyBuffer()).asOptional().isPresent());
    assertEquals(7, buffer.position());
    assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
  }

  @Test
  void oneBadRecordDoesNotTakeTheOthersWithIt() {
    SegmentFields good = Drafts.fields(Drafts.entry(1));
    List<SegmentRecord> records =
        List.of(
            record(good),
            record(new SegmentFields(Drafts.SIGNED_DATA, List.of())),
            record(Drafts.fields(Drafts.entry(0))),
            record(new SegmentFields(ByteString.EMPTY, good.asEntries())),
            record(new SegmentFields(peerWithoutShortcut(), good.asEntries())),
            record(Drafts.fields(ByteString.ofHex("1234"))),
            new SegmentRecord(Optional.empty(), Optional.of(good), segments.ofFields(good)),
            record(good));
    ControlPayload payload =
        control
            .decodePacked(
                ControlCodec.encodePacked(
                    new ControlPayload(
                        new SegmentRegistration(new SegmentRecords(records, List.of())), 1)))
            .orElseThrow();
    List<SegmentRecord> judged = ((SegmentRegistration) payload.message()).records().records();
    assertEquals(
        List.of(
            Optional.empty(),
            Optional.of(RefusalReason.NO_AS_ENTRIES),
            Optional.of(RefusalReason.NO_HOP_ENTRIES),
            Optional.of(RefusalReason.EMPTY),
            Optional.of(RefusalReason.INFO_FIELD),
            Optional.of(RefusalReason.PACKED_TRUNCATED),
            Optional.of(RefusalReason.SEGMENT_TYPE),
            Optional.empty()),
        judged.stream().map(record -> record.typed().whyRefused().map(Refusal::reason)).toList());
  }

  @Test
  void membersThatTheSchemaDoesNotHaveAreRefused() {
    byte[] message =
        MessageBytes.build(8, builder -> builder.initRoot(CtrlPld.factory).setReqId(5));
    message[16] = 9;
    assertReason(
        RefusalReason.UNKNOWN_MEMBER, control.decode(Form.UNPACKED, ByteString.owning(message)));
  }

  @Test
  void aPackedRevocationMayBeFollowedByPadding() {
    ByteString packed = RevocationCodec.encodePacked(Drafts.revocation(32));
    for (int padding = 0; padding < 8; padding++) {
      byte[] padded = Arrays.copyOf(packed.toBytes(), packed.size() + padding);
      assertEquals(
          Drafts.revocation(32), revocations.decodePacked(ByteString.owning(padded)).orElseThrow());
    }
  }

  private SegmentRecord record(SegmentFields fields) {
    return new SegmentRecord(
        Optional.of(SegmentType.UP), Optional.of(fields), segments.ofFields(fields));
  }

  private static ByteString peerWithoutShortcut() {
    return StructCodec.encodeSignedData(Form.PACKED, ByteString.ofHex("0400000000000100"));
  }

  private static ByteString withTable(byte[] random) {
    byte[] message = Arrays.copyOf(random, random.length / 8 * 8 + 8);
    ByteBuffer.wrap(message)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, 0)
        .putInt(4, message.length / 8 - 1);
    return ByteString.owning(message);
  }

  private static void assertRefused(Decoded<?> decoded) {
    assertTrue(decoded.whyRefused().isPresent(), () -> "accepted " + decoded);
  }

  private static void assertReason(RefusalReason expected, Decoded<?> decoded) {
    assertEquals(Optional.of(expected), decoded.whyRefused().map(Refusal::reason));
  }
}
