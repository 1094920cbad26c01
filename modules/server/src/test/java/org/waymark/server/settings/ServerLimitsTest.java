package org.waymark.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.waymark.wire.DecoderLimits;

class ServerLimitsTest {
  /**
   * Most tests of the effect of limits use small ones, so nothing else would notice a wrong
   * default.
   */
  @Test
  void defaultsAreThoseOfTheDesign() {
    assertEquals(new AppendLimits(2_000, 200, 100, 20), ServerLimits.DEFAULT.appends());
    assertEquals(new RegistrationLimits(100, 2_000, 2_000), ServerLimits.DEFAULT.registrations());
    assertEquals(new RevocationLimits(2, 256, 10_000), ServerLimits.DEFAULT.revocations());
    assertEquals(
        new RequestLimits(1_000, 20_000, 100, 1_000, 10_000, 10_000_000),
        ServerLimits.DEFAULT.requests());
    assertEquals(new TrustLimits(500, 200, 50, 500, 50, 64), ServerLimits.DEFAULT.trust());
    assertEquals(new PropagationSettings(600, 20, 200), ServerLimits.DEFAULT.propagation());
    assertEquals(new OutageLimits(20_000, 67_108_864), ServerLimits.DEFAULT.outage());
    DecoderLimits decoder = ServerLimits.DEFAULT.decoder();
    assertEquals(65_536, decoder.messageBytes());
    assertEquals(64, decoder.asEntries());
    assertEquals(64, decoder.peersPerEntry());
    assertEquals(1_000, decoder.segmentsPerMessage());
    assertEquals(1_048_576, decoder.lz4TextBytes());
  }
}
