package org.waymark.world.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyFile;

class WorldYamlTest {
  private static final NetworkTopology TINY = NetworkTopology.tiny();

  @TempDir private Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("some.yml"), text);
  }

  @Test
  void fileOfAnotherWorldDescribesTheSameWorld() throws Exception {
    WorldSettings settings =
        new WorldSettings(7, 2, 3, 4, 3_600, 32).withDispatcherIn(Set.of(IsdAs.parse("1-12")));
    WorldYaml world = new WorldYaml(TINY, settings);
    assertEquals(world.text(), WorldYaml.described(file(world.text())).text());
    assertEquals(world.text(), WorldYaml.read(file(world.text())).text());
  }

  @Test
  void networkAloneHasTheDefaultSettings() throws Exception {
    Path network = file(TopologyFile.write(TINY));
    assertEquals(
        new WorldYaml(TINY, WorldSettings.of(1)).text(), WorldYaml.described(network).text());
    assertThrows(TopologyException.class, () -> WorldYaml.read(network), "it is of no world");
  }

  @Test
  void segmentsDoNotOutliveTheHashTreesOfTheNetwork() throws Exception {
    String text = TopologyFile.write(TINY);
    assertTrue(text.contains("treeTtlS: 21600"));
    assertEquals(
        340,
        WorldYaml.described(file(text.replace("treeTtlS: 21600", "treeTtlS: 340")))
            .settings()
            .segmentTtlS());
    Path tooShort = file(text.replace("treeTtlS: 21600", "treeTtlS: 330"));
    TopologyException refused =
        assertThrows(TopologyException.class, () -> WorldYaml.described(tooShort));
    assertEquals(
        tooShort + " line 1: treeTtlS is less than any segment lives, expected at least 338 s",
        refused.getMessage());
  }
}
