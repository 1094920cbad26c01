package org.waymark.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.waymark.wire.DecoderLimits;

class LimitsTest {
  /**
   * Checks the defaults, since most tests of limits set small ones and would not notice a wrong
   * default.
   */
  @Test
  void defaultsAreThoseOfTheDesign() {
    assertEquals(new Limits.Appends(2_000, 200, 100, 20), Limits.DEFAULT.appends());
    assertEquals(new Limits.Registrations(100, 2_000, 2_000), Limits.DEFAULT.registrations());
    assertEquals(new Limits.Revocations(2, 256, 10_000), Limits.DEFAULT.revocations());
    assertEquals(
        new Limits.Requests(1_000, 20_000, 100, 1_000, 10_000, 10_000_000),
        Limits.DEFAULT.requests());
    assertEquals(new Limits.Trust(500, 200, 50, 500, 50, 64), Limits.DEFAULT.trust());
    assertEquals(new Limits.Propagation(600, 20, 200), Limits.DEFAULT.propagation());
    assertEquals(new Limits.Outage(20_000, 67_108_864), Limits.DEFAULT.outage());
    DecoderLimits decoder = Limits.DEFAULT.decoder();
    assertEquals(65_536, decoder.messageBytes());
    assertEquals(64, decoder.asEntries());
    assertEquals(64, decoder.peersPerEntry());
    assertEquals(1_000, decoder.segmentsPerMessage());
    assertEquals(1_048_576, decoder.lz4TextBytes());
  }
}
