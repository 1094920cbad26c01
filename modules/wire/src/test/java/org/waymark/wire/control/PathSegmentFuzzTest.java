package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;

/**
 * Tests that any bytes decode to a segment or a refusal, and that the properties of a segment
 * follow from its bytes.
 */
class PathSegmentFuzzTest {
  private static final SegmentCodec CODEC = new SegmentCodec(DecoderLimits.DEFAULT);

  @FuzzTest
  void anyPackedBytesAreSegmentOrRefusal(byte[] packed) {
    CODEC.decodePacked(ByteString.of(packed)).asOptional().ifPresent(this::check);
  }

  @FuzzTest
  void anyKeptBytesAreSegmentOrRefusal(byte[] bytes) {
    ByteString kept = ByteString.of(bytes);
    CODEC
        .decode(SegmentFormat.CAPNP, kept)
        .asOptional()
        .ifPresent(
            segment -> {
              assertEquals(kept, segment.bytes());
              check(segment);
            });
  }

  private void check(PathSegment segment) {
    assertTrue(segment.expiryS() >= segment.timestampS());
    assertEquals(segment, CODEC.decode(SegmentFormat.CAPNP, segment.bytes()).orElseThrow());
    CODEC
        .ofFields(SegmentCodec.fieldsOf(segment))
        .asOptional()
        .ifPresent(
            canonical -> {
              assertEquals(segment.id(), canonical.id());
              assertEquals(segment.expiryS(), canonical.expiryS());
              assertEquals(segment.hops(), canonical.hops());
              assertEquals(segment.peers(), canonical.peers());
              assertEquals(segment.contentDigest(), canonical.contentDigest());
              assertEquals(segment.eventId(SegmentType.UP), canonical.eventId(SegmentType.UP));
            });
  }
}
