package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SignedBlob;

/** Tests that the cost of decoding is bounded, whatever the bytes claim. */
class DecoderLimitsTest {
  private static final DecoderLimits LIMITS = DecoderLimits.DEFAULT;

  private final ControlCodec control = new ControlCodec(LIMITS);
  private final SegmentCodec segments = new SegmentCodec(LIMITS);
  private final RevocationCodec revocations = new RevocationCodec(LIMITS);

  @Test
  void claimsOfSizeAllocateNothing() {
    ByteString table = ByteString.ofHex("0000000000008000");
    ByteString manySegments = ByteString.ofHex("ff010000ffffff7f");
    ByteString packedTable = ByteString.ofHex("4080");
    Runnable measured =
        () -> {
          assertReason(RefusalReason.SEGMENT_TABLE, segments.decode(SegmentFormat.CAPNP, table));
          assertReason(
              RefusalReason.SEGMENT_TABLE, segments.decode(SegmentFormat.CAPNP, manySegments));
          assertReason(RefusalReason.PACKED_TRUNCATED, segments.decodePacked(packedTable));
        };
    // The classes are loaded first, whichever tests ran before this one.
    for (int i = 0; i < 200; i++) {
      measured.run();
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    measured.run();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 64 * 1024, allocated + " bytes");
  }

  @Test
  void dataThatClaimsMoreThanThereIsAllocatesNothing() {
    byte[] message = RevocationCodec.encode(Drafts.revocation(8)).toBytes();
    ByteBuffer words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    // The list pointer of the nonce: root pointer, 4 data words, first pointer.
    int at = 8 * (1 + 1 + 4);
    words.putLong(at, words.getLong(at) & 0x7_ffff_ffffL | 0x1fff_ffffL << 35);
    assertReason(
        RefusalReason.MALFORMED,
        revocations.decode(SegmentFormat.CAPNP, ByteString.owning(message)));
  }

  @Test
  void packedBombsAreRefused() {
    byte[] zeros = new byte[1_100];
    for (int i = 1; i < zeros.length; i += 2) {
      zeros[i] = (byte) 0xff;
    }
    assertReason(RefusalReason.UNPACKED_TOO_LONG, control.decodePacked(ByteString.owning(zeros)));
  }

  @Test
  void bombsInNestedMessagesShareOneBound() {
    byte[] zeros = new byte[128];
    for (int i = 1; i < zeros.length; i += 2) {
      zeros[i] = (byte) 0xff;
    }
    ByteString bomb = ByteString.owning(zeros);
    List<SegmentRecord> records =
        Collections.nCopies(
            100, record(new SegmentFields(bomb, List.of(new SignedBlob(bomb, Drafts.SIGN)))));
    ControlPayload payload =
        control
            .decodePacked(
                ControlCodec.encodePacked(
                    new ControlPayload(
                        new SegmentRegistration(new SegmentRecords(records, List.of())), 1)))
            .orElseThrow();
    List<SegmentRecord> judged = ((SegmentRegistration) payload.message()).records().records();
    assertEquals(
        RefusalReason.UNPACKED_TOO_LONG,
        judged.getLast().segment().whyRefused().orElseThrow().reason());
  }

  @Test
  void manyRecordsThatShareOneSegmentAreCutByTheTraversalLimit() {
    SegmentFields fields = Drafts.fields(Drafts.entry(1), Drafts.entry(1));
    byte[] message =
        ControlCodec.encode(
                Form.UNPACKED,
                new ControlPayload(
                    new SegmentRegistration(
                        new SegmentRecords(Collections.nCopies(200, record(fields)), List.of())),
                    1))
            .toBytes();
    byte[] shared = shareFirstSegment(message, 200);
    ControlPayload payload = control.decode(Form.UNPACKED, ByteString.owning(shared)).orElseThrow();
    List<SegmentRecord> judged = ((SegmentRegistration) payload.message()).records().records();
    assertTrue(judged.getFirst().segment().asOptional().isPresent());
    assertTrue(judged.getLast().segment().whyRefused().isPresent());
  }

  @Test
  void limitsOnNumberAreReasonsOfTheirOwn() {
    CapnpSign bulky =
        new CapnpSign(CapnpSign.Type.ED25519, ByteString.EMPTY, ByteString.of(new byte[1_000]), 0);
    SegmentFields most =
        new SegmentFields(
            Drafts.SIGNED_DATA, Collections.nCopies(64, new SignedBlob(Drafts.entry(1), bulky)));
    assertTrue(segments.ofFields(Drafts.fields(Drafts.entry(65))).asOptional().isPresent());
    assertReason(RefusalReason.TOO_MANY_PEERS, segments.ofFields(Drafts.fields(Drafts.entry(66))));
    assertReason(RefusalReason.TOO_LONG, segments.ofFields(most));
    SegmentFields long64 =
        new SegmentFields(
            Drafts.SIGNED_DATA,
            Collections.nCopies(64, new SignedBlob(Drafts.entry(1), Drafts.SIGN)));
    PathSegment segment = segments.ofFields(long64).orElseThrow();
    assertEquals(segment, segments.decode(SegmentFormat.CAPNP, segment.bytes()).orElseThrow());
    SegmentFields long65 =
        new SegmentFields(
            Drafts.SIGNED_DATA,
            Collections.nCopies(65, new SignedBlob(Drafts.entry(1), Drafts.SIGN)));
    assertReason(
        RefusalReason.TOO_MANY_AS_ENTRIES,
        segments.decode(SegmentFormat.CAPNP, SegmentLayout.bytes(long65)));
    assertReason(RefusalReason.TOO_MANY_AS_ENTRIES, segments.ofFields(long65));
    assertReason(
        RefusalReason.TOO_MANY_SIBLINGS,
        revocations.decode(
            SegmentFormat.CAPNP,
            MessageBytes.build(
                Form.UNPACKED,
                512,
                message -> message.initRoot(RevInfo.factory).initSiblings(65))));
    assertReason(
        RefusalReason.TOO_MANY_SEGMENTS,
        control.decode(
            Form.UNPACKED,
            MessageBytes.build(
                Form.UNPACKED,
                4_096,
                message ->
                    message
                        .initRoot(CtrlPld.factory)
                        .initPathMgmt()
                        .initSegReg()
                        .initRecs(1_001))));
    assertReason(
        RefusalReason.TOO_MANY_REVOCATIONS,
        control.decode(
            Form.UNPACKED,
            MessageBytes.build(
                Form.UNPACKED,
                2_048,
                message ->
                    message
                        .initRoot(CtrlPld.factory)
                        .initPathMgmt()
                        .initIfStateInfos()
                        .initInfos(1_001))));
  }

  @Test
  void asManyAsAreAllowedAreTaken() {
    ByteString records =
        MessageBytes.build(
            Form.UNPACKED,
            4_096,
            message ->
                message.initRoot(CtrlPld.factory).initPathMgmt().initSegReg().initRecs(1_000));
    ControlPayload registration = control.decode(Form.UNPACKED, records).orElseThrow();
    assertEquals(1_000, ((SegmentRegistration) registration.message()).records().records().size());
    ByteString infos =
        MessageBytes.build(
            Form.UNPACKED,
            2_048,
            message ->
                message
                    .initRoot(CtrlPld.factory)
                    .initPathMgmt()
                    .initIfStateInfos()
                    .initInfos(1_000));
    assertTrue(control.decode(Form.UNPACKED, infos).asOptional().isPresent());
    ByteString siblings =
        MessageBytes.build(
            Form.UNPACKED, 512, message -> message.initRoot(RevInfo.factory).initSiblings(64));
    assertEquals(
        64, revocations.decode(SegmentFormat.CAPNP, siblings).orElseThrow().siblings().size());
  }

  @Test
  void messagesAreAsLongAsTheLimitAndNoLonger() {
    assertEquals(65_536, LIMITS.messageBytes());
    ByteString longest = RevocationCodec.encode(revocationOf(65_536));
    ByteString tooLong = RevocationCodec.encode(revocationOf(65_544));
    assertEquals(65_536, longest.size());
    assertEquals(65_544, tooLong.size());
    assertTrue(revocations.decode(SegmentFormat.CAPNP, longest).asOptional().isPresent());
    assertReason(RefusalReason.TOO_LONG, revocations.decode(SegmentFormat.CAPNP, tooLong));

    int besides = registrationOf(Drafts.revocation(8)).size() - 8;
    ByteString longestMessage = registrationOf(Drafts.revocation(65_536 - besides));
    ByteString tooLongMessage = registrationOf(Drafts.revocation(65_544 - besides));
    assertEquals(65_536, longestMessage.size());
    assertEquals(65_544, tooLongMessage.size());
    assertTrue(control.decode(Form.UNPACKED, longestMessage).asOptional().isPresent());
    assertReason(RefusalReason.TOO_LONG, control.decode(Form.UNPACKED, tooLongMessage));
  }

  private static Revocation revocationOf(int size) {
    int besides = RevocationCodec.encode(Drafts.revocation(8)).size() - 8;
    return Drafts.revocation(size - besides);
  }

  private static ByteString registrationOf(Revocation revocation) {
    return ControlCodec.encode(
        Form.UNPACKED,
        new ControlPayload(
            new SegmentRegistration(SegmentRecords.of(List.of(), List.of(revocation))), 1));
  }

  @Test
  void listsThatClaimElementsWithoutSizeAreRefused() {
    byte[] message =
        MessageBytes.build(
            64,
            builder -> builder.initRoot(CtrlPld.factory).initPathMgmt().initSegReg().initRecs(1));
    ByteBuffer words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    int tag = lastTag(words, 1);
    // A tag that claims the largest possible number of structs of size zero.
    words.putLong(tag, 0x7fff_fffcL);
    Decoded<ControlPayload> decoded = control.decode(Form.UNPACKED, ByteString.owning(message));
    assertRefused(decoded);
  }

  /** Makes the segment pointers of all records point to the segment of the first one. */
  private static byte[] shareFirstSegment(byte[] message, int records) {
    ByteBuffer words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    int tag = lastTag(words, records);
    int first = tag / 8 + 2;
    long pointer = words.getLong(first * 8);
    // The list of revocations, which follows the records, is cut off with them.
    words.putLong(tag - 8, 0);
    int end = first + 1 + ((int) pointer >> 2) + 60;
    for (int i = 1; i < records; i++) {
      words.putLong((first + i * 2) * 8, pointer - ((long) i * 2 << 2));
    }
    int kept = Math.max(end, first + records * 2);
    byte[] cut = Arrays.copyOf(message, kept * 8);
    ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(4, kept - 1);
    return cut;
  }

  /**
   * Finds the tag of a list of {@code count} PathSegMeta structs with one data word and one pointer
   * each.
   */
  private static int lastTag(ByteBuffer words, int count) {
    long tag = (long) count << 2 | 1L << 32 | 1L << 48;
    for (int at = 8; at < words.capacity(); at += 8) {
      if (words.getLong(at) == tag) {
        return at;
      }
    }
    throw new AssertionError("no tag of " + count + " records");
  }

  private SegmentRecord record(SegmentFields fields) {
    return new SegmentRecord(
        Optional.of(SegmentType.UP), Optional.of(fields), segments.ofFields(fields));
  }

  private static void assertRefused(Decoded<?> decoded) {
    assertTrue(decoded.whyRefused().isPresent(), () -> "accepted " + decoded);
  }

  private static void assertReason(RefusalReason expected, Decoded<?> decoded) {
    assertEquals(Optional.of(expected), decoded.whyRefused().map(Refusal::reason));
  }
}
