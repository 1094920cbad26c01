package org.waymark.wire.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SignedBlob;

/** Makes random replies with bytes of all kinds, because packing depends on the zeros in them. */
final class RandomReplies {
  static final SegmentCodec CODEC = new SegmentCodec(DecoderLimits.DEFAULT);

  private final Random random;

  RandomReplies(Random random) {
    this.random = random;
  }

  /** {@return a reply of one to seven segments} */
  ControlPayload reply() {
    return reply(IntStream.rangeClosed(0, random.nextInt(7)).mapToObj(i -> segment()).toList());
  }

  /** {@return a reply with the segments} */
  ControlPayload reply(List<PathSegment> segments) {
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
  long number() {
    long number = random.nextLong();
    for (int i = 0; i < 8; i++) {
      if (random.nextInt(4) == 0) {
        number &= ~(0xffL << 8 * i);
      }
    }
    return number;
  }

  /** {@return a segment without empty byte strings} */
  PathSegment segment() {
    return segment(1, 1);
  }

  /**
   * @param leastSource 0 if the sources of all signatures are empty
   * @param leastSignature 0 if all signatures are empty
   */
  PathSegment segment(int leastSource, int leastSignature) {
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
