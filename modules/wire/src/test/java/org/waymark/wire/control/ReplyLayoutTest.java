package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.SignedBlob;
import org.waymark.wire.message.SignedControlPayload;

/** Compares replies with those of a Cap'n Proto builder, byte for byte. */
class ReplyLayoutTest {
  private static final SegmentCodec CODEC = new SegmentCodec(DecoderLimits.DEFAULT);

  private final Random random = new Random(7);

  /** {@return the framed bytes of the payload, as a builder makes them} */
  private static ByteString built(ControlPayload payload) {
    return ControlCodec.encodeFramed(
        new SignedControlPayload(ControlCodec.encodePacked(payload), ControlCodec.UNSIGNED));
  }

  @Test
  void repliesAreThoseOfABuilder() {
    for (int round = 0; round < 3_000; round++) {
      int count = 1 + random.nextInt(7);
      ControlPayload payload =
          reply(IntStream.range(0, count).mapToObj(i -> segment(1, 1)).toList());
      assertEquals(Optional.of(built(payload)), ReplyLayout.framed(payload));
    }
  }

  @Test
  void hugeReplyIsThatOfABuilder() {
    ControlPayload payload = reply(Collections.nCopies(300, segment(1, 1)));
    assertEquals(Optional.of(built(payload)), ReplyLayout.framed(payload));
  }

  @Test
  void segmentsWithEmptyByteStringsAreLeftToABuilder() {
    for (PathSegment segment : List.of(segment(0, 1), segment(1, 0), segment(0, 0))) {
      ControlPayload payload = reply(List.of(segment(1, 1), segment));
      assertTrue(ReplyLayout.framed(payload).isEmpty());
      assertEquals(built(payload), ControlCodec.encodeFramed(payload));
    }
  }

  @Test
  void everyChangedBitThatDecodesIsEncodedAsByABuilder() {
    byte[] bytes = segment(1, 1).bytes().toBytes();
    int accepted = 0;
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      if (CODEC.decode(SegmentFormat.CAPNP, ByteString.owning(changed))
          instanceof Decoded.Accepted<PathSegment>(PathSegment segment)) {
        accepted++;
        ControlPayload payload = reply(List.of(segment));
        assertEquals(built(payload), ControlCodec.encodeFramed(payload));
      }
    }
    assertTrue(accepted > 100);
  }

  @Test
  void bytesOfAnotherLengthAreNotCanonical() {
    byte[] bytes = segment(1, 1).bytes().toBytes();
    assertTrue(SegmentLayout.isCanonical(bytes));
    for (int size = 0; size < bytes.length + 16; size++) {
      assertEquals(size == bytes.length, SegmentLayout.isCanonical(Arrays.copyOf(bytes, size)));
    }
  }

  @Test
  void revocationsAndOtherMessagesAreLeftToABuilder() {
    SegmentReply plain = (SegmentReply) reply(List.of(segment(1, 1))).message();
    List<SegmentRecord> records = plain.records().records();
    for (Message other :
        List.of(
            new SegmentReply(
                plain.request(), SegmentRecords.of(records, List.of(Drafts.revocation(5)))),
            new SegmentReply(plain.request(), SegmentRecords.EMPTY),
            new SegmentSync(plain.records()))) {
      ControlPayload payload = new ControlPayload(other, 1);
      assertTrue(ReplyLayout.framed(payload).isEmpty());
      assertEquals(built(payload), ControlCodec.encodeFramed(payload));
    }
    assertTrue(ReplyLayout.framed(new ControlPayload(plain, 1, ByteString.of((byte) 1))).isEmpty());
  }

  private ControlPayload reply(List<PathSegment> segments) {
    List<SegmentRecord> records = new ArrayList<>();
    for (PathSegment segment : segments) {
      SegmentType type = SegmentType.values()[random.nextInt(SegmentType.values().length)];
      records.add(SegmentRecord.of(type, segment));
    }
    SegmentRequest request =
        new SegmentRequest(
            new IsdAs(number()), new IsdAs(number()), random.nextBoolean(), random.nextBoolean());
    return new ControlPayload(
        new SegmentReply(request, SegmentRecords.of(records, List.of())), number());
  }

  /** {@return a number in which some bytes are zero, because these are packed differently} */
  private long number() {
    long number = random.nextLong();
    for (int i = 0; i < 8; i++) {
      if (random.nextInt(4) == 0) {
        number &= ~(0xffL << 8 * i);
      }
    }
    return number;
  }

  private PathSegment segment(int leastSource, int leastSignature) {
    List<SignedBlob> entries = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      ByteString source = leastSource == 0 ? ByteString.EMPTY : bytes(12);
      ByteString signature = leastSignature == 0 ? ByteString.EMPTY : bytes(80);
      CapnpSign.Type type = CapnpSign.Type.values()[random.nextInt(2)];
      entries.add(new SignedBlob(entry(), new CapnpSign(type, source, signature, number())));
    }
    return CODEC.ofFields(new SegmentFields(Drafts.SIGNED_DATA, entries)).orElseThrow();
  }

  private ByteString entry() {
    List<HopEntryFields> hops = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      hops.add(
          new HopEntryFields(
              new IsdAs(number()),
              number(),
              random.nextInt(1 << 16),
              new IsdAs(number()),
              number(),
              Drafts.HOP_FIELD));
    }
    return SegmentCodec.encodeAsEntry(
        new AsEntryFields(
            new IsdAs(number()),
            number(),
            number(),
            12,
            hops,
            bytes(40),
            1_472,
            CapnpAsEntry.RoutingPolicy.ABSENT,
            CapnpAsEntry.Sibra.ABSENT));
  }

  /** {@return one byte or more, mostly random, or all of them zero or none of them} */
  private ByteString bytes(int max) {
    byte[] bytes = new byte[1 + random.nextInt(max)];
    switch (random.nextInt(4)) {
      case 0 -> {
        // Zeros.
      }
      case 1 -> Arrays.fill(bytes, (byte) 0xff);
      default -> random.nextBytes(bytes);
    }
    return ByteString.owning(bytes);
  }
}
