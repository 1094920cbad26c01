package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.ByteString;

class TopologyFileFuzzTest {
  /**
   * Parsing returns a network or refuses the text, and an accepted network survives writing and
   * reading.
   */
  @FuzzTest
  void description(byte[] text) throws Exception {
    NetworkTopology network;
    try {
      network = TopologyFile.parse("fuzz", ByteString.of(text));
    } catch (TopologyException e) {
      assertTrue(e.line() >= 1, e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      return;
    }
    byte[] written = TopologyFile.write(network).getBytes(StandardCharsets.UTF_8);
    NetworkTopology again = TopologyFile.parse("written", ByteString.owning(written));
    assertEquals(network.ases(), again.ases());
    assertEquals(network.treeTtlS(), again.treeTtlS());
  }
}
