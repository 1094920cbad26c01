package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;

class Lz4TextFuzzTest {
  /**
   * Unpacking always returns a result, and an accepted text is within the limit and can be packed
   * again.
   */
  @FuzzTest
  void unpacking(byte[] packed) {
    switch (Lz4Text.unpack(ByteString.of(packed), DecoderLimits.DEFAULT)) {
      case Decoded.Accepted<ByteString>(ByteString text) -> {
        assertTrue(text.size() <= DecoderLimits.DEFAULT.lz4TextBytes());
        assertEquals(text, Lz4Text.unpack(Lz4Text.pack(text), DecoderLimits.DEFAULT).orElseThrow());
      }
      case Decoded.Refused<ByteString>(var refusal) -> refusal.toString();
    }
  }
}
