package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.DecoderLimits;

/**
 * Tests that any bytes decode to a revocation or a refusal, and that all methods of a valid
 * revocation can be called.
 */
class RevInfoFuzzTest {
  private static final RevocationCodec CODEC = new RevocationCodec(DecoderLimits.DEFAULT);

  @FuzzTest
  void anyPackedBytesAreRevocationOrRefusal(byte[] packed) {
    CODEC.decodePacked(ByteString.of(packed)).asOptional().ifPresent(this::check);
  }

  @FuzzTest
  void anyKeptBytesAreRevocationOrRefusal(byte[] bytes) {
    CODEC.decode(SegmentFormat.CAPNP, ByteString.of(bytes)).asOptional().ifPresent(this::check);
  }

  private void check(Revocation revocation) {
    ByteString bytes = RevocationCodec.encode(revocation);
    if (bytes.size() <= DecoderLimits.DEFAULT.messageBytes()) {
      assertEquals(revocation, CODEC.decode(SegmentFormat.CAPNP, bytes).orElseThrow());
    }
    if (revocation.fault().isEmpty()) {
      revocation.leafPositionMatchesEpoch();
      revocation.window();
      revocation.isCurrent(0);
      RevocationTolerance.accepts(revocation, 0);
      for (ProofSide half : ProofSide.values()) {
        assertEquals(32, revocation.eventId(half).size());
      }
    }
  }
}
