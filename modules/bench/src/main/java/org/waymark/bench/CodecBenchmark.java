package org.waymark.bench;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures how long it takes to encode a reply with five segments of five ASes, to decode it, and
 * to visit the hops of its segments. Each is compared with copying the encoded bytes, in turn and
 * on one thread.
 */
final class CodecBenchmark implements Benchmark {
  private static final String NAME = "codec";
  private static final int ROUNDS = 21;
  private static final long REQUEST_ID = 0x0102_0304_0506_0708L;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);

  /** Takes the results, so that no work is left out as useless. */
  private long results;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) {
    bed.progress("codec: encoding, decoding and visiting a reply");
    List<CapnpSegment> segments = LookupSegments.signed(bed);
    ControlPayload payload = payload(segments);
    ByteString framed = ControlCodec.encodeFramed(payload);
    List<PathSegment> decoded = decoded(framed);
    long roundNs = scale.codecRound().toNanos();
    Figures.Collected collected = new Figures.Collected();
    collected.add("reply-bytes", framed.size());
    double[] ratios = {
      ratio("encode", () -> ControlCodec.encodeFramed(payload).size(), framed, roundNs, collected),
      ratio("decode", () -> decoded(framed).size(), framed, roundNs, collected),
      ratio("walk", () -> visited(decoded), framed, roundNs, collected)
    };
    return collected.under(
        NAME,
        String.format(
            Locale.ROOT,
            "codec: a reply of %d bytes takes as long as copying it %.1f times to encode, %.1f"
                + " times to decode, and %.2f times to visit its hops",
            framed.size(),
            ratios[0],
            ratios[1],
            ratios[2]),
        true);
  }

  private static ControlPayload payload(List<CapnpSegment> segments) {
    SegmentRequest request =
        new SegmentRequest(Testbed.LOCAL, segments.getFirst().lastIa(), false, false);
    List<SegmentRecord> records =
        segments.stream().map(one -> SegmentRecord.of(SegmentType.DOWN, one)).toList();
    return new ControlPayload(
        new SegmentReply(request, SegmentRecords.of(records, List.of())), REQUEST_ID);
  }

  private List<PathSegment> decoded(ByteString framed) {
    ControlPayload payload =
        codec.decodeFramed(ByteBuffer.wrap(framed.unsafeBytes())).orElseThrow();
    if (!(payload.message() instanceof SegmentReply reply)) {
      throw new InvalidRunException("the reply was decoded as something else");
    }
    return reply.records().records().stream().map(one -> one.segment().orElseThrow()).toList();
  }

  private static long visited(List<PathSegment> segments) {
    long sum = 0;
    for (PathSegment segment : segments) {
      for (Hop hop : segment.hops()) {
        sum += hop.ia().value() + hop.ingress() + hop.egress();
      }
    }
    return sum;
  }

  private double ratio(
      String what, LongSupplier work, ByteString framed, long roundNs, Figures.Collected figures) {
    LongSupplier copy = () -> framed.toBytes().length;
    double[] ratios = new double[ROUNDS];
    perCallNs(work, roundNs);
    perCallNs(copy, roundNs);
    for (int round = 0; round < ROUNDS; round++) {
      ratios[round] = perCallNs(work, roundNs) / perCallNs(copy, roundNs);
    }
    Median median = Median.of(ratios);
    figures
        .add(what + "-copies", median.value())
        .add(what + "-least-copies", median.least())
        .add(what + "-most-copies", median.most());
    return median.value();
  }

  private double perCallNs(LongSupplier work, long roundNs) {
    long startNs = System.nanoTime();
    long endNs = startNs;
    long calls = 0;
    while (endNs - startNs < roundNs) {
      for (int i = 0; i < 16; i++) {
        results += work.getAsLong();
      }
      calls += 16;
      endNs = System.nanoTime();
    }
    return (double) (endNs - startNs) / calls;
  }
}
