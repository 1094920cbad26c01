package org.waymark.conform.segment;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.PathSegment;
import org.waymark.wire.Decoded;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.trust.SegmentSignedBytes;

/**
 * The group {@code segments}: the facts about a segment and its verification (PROTOCOL 1, 2.1,
 * 3.1), without checks of shape, type, expiry and limits.
 */
public final class SegmentVectors implements VectorGroup {
  private final SegmentCodec codec;
  private final SegmentJudge judge;

  public SegmentVectors(SegmentCodec codec, SegmentJudge judge) {
    this.codec = codec;
    this.judge = judge;
  }

  @Override
  public String name() {
    return "segments";
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    switch (codec.decodePacked(vector.bytes("segment"))) {
      case Decoded.Accepted<PathSegment>(CapnpSegment segment) -> {
        SegmentFacts.compare(vector, segment, findings);
        compareAgain(segment, findings);
        judge.compare(vector, segment, findings);
      }
      case Decoded.Refused<PathSegment>(var refusal) -> {
        SegmentJudge.compareRefusal(vector.part("expect"), "unparsable: " + refusal, findings);
        if (vector.has("segmentId")) {
          findings.partly("the segment is rejected before its facts can be read");
        }
      }
    }
  }

  /** Checks that this implementation's encodings of a segment decode to the same segment. */
  private void compareAgain(CapnpSegment segment, Findings findings) {
    Optional<PathSegment> unpacked = codec.decode(segment.format(), segment.bytes()).asOptional();
    Optional<PathSegment> packed =
        codec.decodePacked(SegmentCodec.encodePacked(segment)).asOptional();
    findings.same("the segment decoded from our stored bytes", Optional.of(segment), unpacked);
    findings.same("the segment packed and decoded again", Optional.of(segment), packed);
    packed
        .flatMap(
            again -> again instanceof CapnpSegment capnp ? Optional.of(capnp) : Optional.empty())
        .ifPresent(again -> findings.same("the signed bytes", signed(segment), signed(again)));
  }

  private static List<ByteString> signed(CapnpSegment segment) {
    return IntStream.range(0, segment.entries().size())
        .mapToObj(entry -> SegmentSignedBytes.of(segment, entry))
        .toList();
  }
}
