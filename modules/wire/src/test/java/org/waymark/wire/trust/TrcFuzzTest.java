package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

class TrcFuzzTest {
  /** Parsing always returns a result, and an accepted text is kept verbatim. */
  @FuzzTest
  void parsing(byte[] text) {
    ByteString json = ByteString.of(text);
    switch (Trc.parse(json)) {
      case Decoded.Accepted<Trc>(Trc value) -> {
        assertEquals(json, value.json());
        assertEquals(value, Trc.parse(value.json()).orElseThrow());
      }
      case Decoded.Refused<Trc>(var refusal) -> refusal.toString();
    }
  }
}
