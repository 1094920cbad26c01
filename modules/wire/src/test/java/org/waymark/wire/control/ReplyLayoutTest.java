package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.SignedControlPayload;

/** Compares replies with those of a Cap'n Proto builder, byte for byte. */
class ReplyLayoutTest {
  private final RandomReplies random = new RandomReplies(new Random(7));

  /** {@return the framed bytes of the payload, as a builder makes them} */
  private static ByteString built(ControlPayload payload) {
    return ControlCodec.encodeFramed(
        new SignedControlPayload(ControlCodec.encodePacked(payload), ControlCodec.UNSIGNED));
  }

  @Test
  void repliesAreThoseOfABuilder() {
    for (int round = 0; round < 3_000; round++) {
      ControlPayload payload = random.reply();
      assertEquals(Optional.of(built(payload)), ReplyLayout.framed(payload));
    }
  }

  @Test
  void hugeReplyIsThatOfABuilder() {
    ControlPayload payload = random.reply(Collections.nCopies(300, random.segment()));
    assertEquals(Optional.of(built(payload)), ReplyLayout.framed(payload));
  }

  @Test
  void segmentsWithEmptyByteStringsAreLeftToABuilder() {
    for (PathSegment segment :
        List.of(random.segment(0, 1), random.segment(1, 0), random.segment(0, 0))) {
      ControlPayload payload = random.reply(List.of(random.segment(), segment));
      assertTrue(ReplyLayout.framed(payload).isEmpty());
      assertEquals(built(payload), ControlCodec.encodeFramed(payload));
    }
  }

  @Test
  void everyChangedBitThatDecodesIsEncodedAsByABuilder() {
    byte[] bytes = random.segment().bytes().toBytes();
    int accepted = 0;
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] changed = bytes.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      if (RandomReplies.CODEC.decode(SegmentFormat.CAPNP, ByteString.owning(changed))
          instanceof Decoded.Accepted<PathSegment>(PathSegment segment)) {
        accepted++;
        ControlPayload payload = random.reply(List.of(segment));
        assertEquals(built(payload), ControlCodec.encodeFramed(payload));
      }
    }
    assertTrue(accepted > 100);
  }

  @Test
  void bytesOfAnotherLengthAreNotCanonical() {
    byte[] bytes = random.segment().bytes().toBytes();
    assertTrue(SegmentLayout.isCanonical(bytes));
    for (int size = 0; size < bytes.length + 16; size++) {
      assertEquals(size == bytes.length, SegmentLayout.isCanonical(Arrays.copyOf(bytes, size)));
    }
  }

  @Test
  void revocationsAndOtherMessagesAreLeftToABuilder() {
    SegmentReply plain = (SegmentReply) random.reply(List.of(random.segment())).message();
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
}
