package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.wire.message.ControlPayload;

class ReplyTemplateTest {
  private static final long ALL_BYTES = 0x0101_0101_0101_0101L;

  private final Random seeded = new Random(11);
  private final RandomReplies random = new RandomReplies(seeded);

  @Test
  void replyToAnotherRequestIsTheEncodedOne() {
    for (int round = 0; round < 2_000; round++) {
      ControlPayload payload = random.reply();
      ByteString framed = ControlCodec.encodeFramed(payload);
      ReplyTemplate template = ReplyTemplate.of(framed, payload.requestId()).orElseThrow();
      assertEquals(framed.size(), template.size());
      for (int i = 0; i < 3; i++) {
        long other = likeThis(payload.requestId());
        assertEquals(
            ControlCodec.encodeFramed(new ControlPayload(payload.message(), other)),
            template.with(other));
      }
    }
  }

  /** {@return a number in which the same bytes are zero} */
  private long likeThis(long number) {
    long other = 0;
    for (int at = 0; at < Long.SIZE; at += Byte.SIZE) {
      if ((number >>> at & 0xff) != 0) {
        other |= (1L + seeded.nextInt(255)) << at;
      }
    }
    return other;
  }

  @Test
  void idWithOtherZerosDoesNotFit() {
    ControlPayload payload = new ControlPayload(random.reply().message(), ALL_BYTES);
    ReplyTemplate template =
        ReplyTemplate.of(ControlCodec.encodeFramed(payload), ALL_BYTES).orElseThrow();
    for (long other : List.of(0L, 1L, ALL_BYTES ^ 1, ALL_BYTES ^ 1L << 56)) {
      assertThrows(IllegalArgumentException.class, () -> template.with(other));
    }
  }

  @Test
  void replyToAnotherIdIsNoTemplate() {
    ControlPayload payload = new ControlPayload(random.reply().message(), ALL_BYTES);
    ByteString framed = ControlCodec.encodeFramed(payload);
    for (long other : List.of(0L, ALL_BYTES ^ 1, ALL_BYTES + 1, ALL_BYTES + (1L << 56))) {
      assertTrue(ReplyTemplate.of(framed, other).isEmpty());
    }
  }

  @Test
  void zeroBytesOfAnIdAreKnown() {
    assertEquals(0, ReplyTemplate.nonZeroBytes(0));
    assertEquals(0xff, ReplyTemplate.nonZeroBytes(-1));
    assertEquals(0b1000_0010, ReplyTemplate.nonZeroBytes(0x8000_0000_0000_0100L));
  }
}
