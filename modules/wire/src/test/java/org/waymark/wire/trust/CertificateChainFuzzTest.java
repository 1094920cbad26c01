package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

class CertificateChainFuzzTest {
  /** Parsing always returns a result, and an accepted text is kept verbatim. */
  @FuzzTest
  void parsing(byte[] text) {
    ByteString json = ByteString.of(text);
    switch (CertificateChain.parse(json)) {
      case Decoded.Accepted<CertificateChain>(CertificateChain value) -> {
        assertEquals(json, value.json());
        assertEquals(value, CertificateChain.parse(value.json()).orElseThrow());
      }
      case Decoded.Refused<CertificateChain>(var refusal) -> refusal.toString();
    }
  }
}
