package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

class CertificateChainFuzzTest {
  /** Nothing but an answer comes out, and what is accepted is kept verbatim. */
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
