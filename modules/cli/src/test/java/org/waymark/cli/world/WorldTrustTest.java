package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;

class WorldTrustTest {
  private static final long MADE_MS = 1_520_000_000_000L;

  @TempDir private Path root;

  @Test
  void endOfTheTrustOfAWorldIsToldInOneLineAtEachStage() throws Exception {
    Path folder = root.resolve("world");
    VirtualClock clock = new VirtualClock(MADE_MS);
    WorldFolder.create(folder, NetworkTopology.tiny(), WorldSettings.of(1), clock);
    StringWriter out = new StringWriter();
    WorldTrust trust = new WorldTrust(WorldFolder.open(folder), new PrintWriter(out));
    trust.look(MADE_MS);
    assertEquals("", out.toString());
    trust.look(MADE_MS + Duration.ofDays(355).toMillis());
    trust.look(MADE_MS + Duration.ofDays(356).toMillis());
    trust.look(MADE_MS + Duration.ofDays(366).toMillis());
    List<String> lines = out.toString().lines().toList();
    assertEquals(2, lines.size(), out.toString());
    assertTrue(
        lines.getFirst().contains(" expires at 2019-03-01T14:13:20Z, in 9 days, "),
        lines.getFirst());
    assertTrue(lines.getLast().contains(" expired at 2019-03-01T14:13:20Z, "), lines.getLast());
    assertTrue(
        lines.getLast().endsWith("waymark world create NEWDIR --topology " + folder + "/world.yml"),
        lines.getLast());
  }
}
