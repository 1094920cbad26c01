package org.waymark.world.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.world.site.Habits;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyFile;

class WorldYamlTest {
  private static final NetworkTopology TINY = NetworkTopology.tiny();

  @TempDir private Path folder;
  private final List<String> skipped = new ArrayList<>();

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("some.yml"), text);
  }

  private WorldYaml described(Path file) throws Exception {
    return WorldYaml.described(file, skipped::add);
  }

  @Test
  void topologyFileOfScionIsTakenAndTheFileOfAWorldHasNoOtherKeys() throws Exception {
    String text = TopologyFile.write(TINY) + "defaults: {}\n";
    assertEquals(TINY.ases(), described(file(text)).topology().ases());
    assertEquals(List.of("defaults"), skipped);
    String world = new WorldYaml(TINY, WorldSettings.of(1)).text() + "defaults: {}\n";
    TopologyException refused = assertThrows(TopologyException.class, () -> described(file(world)));
    assertTrue(refused.getMessage().contains("defaults is not a known key"), refused.getMessage());
  }

  @Test
  void fileOfAnotherWorldDescribesTheSameWorld() throws Exception {
    WorldSettings settings =
        new WorldSettings(7, 2, 3, 4, 3_600, 32)
            .withDispatcherIn(Set.of(IsdAs.parse("1-12")))
            .withVariant(new WorldVariant(Habits.ORIGINAL, 600));
    WorldYaml world = new WorldYaml(TINY, settings);
    assertEquals(world.text(), described(file(world.text())).text());
    assertEquals(world.text(), WorldYaml.read(file(world.text())).text());
  }

  @Test
  void fileWithoutAVariantIsOfTheDefaultOne() throws Exception {
    String text = new WorldYaml(TINY, WorldSettings.of(1)).text();
    String older = text.replaceAll("  (habits|certificateLifeS): .*\n", "");
    assertEquals(text.lines().count() - 2, older.lines().count());
    assertEquals(text, described(file(older)).text());
    for (String wrong : List.of("habits: none", "certificateLifeS: 337")) {
      String key = wrong.substring(0, wrong.indexOf(':'));
      Path refused = file(text.replaceAll(key + ": .*", wrong));
      TopologyException why = assertThrows(TopologyException.class, () -> described(refused));
      assertTrue(why.getMessage().contains("world." + key + " is "), why.getMessage());
    }
  }

  @Test
  void networkAloneHasTheDefaultSettings() throws Exception {
    Path network = file(TopologyFile.write(TINY));
    assertEquals(new WorldYaml(TINY, WorldSettings.of(1)).text(), described(network).text());
    assertThrows(TopologyException.class, () -> WorldYaml.read(network), "it is of no world");
  }

  @Test
  void segmentsDoNotOutliveTheHashTreesOfTheNetwork() throws Exception {
    String text = TopologyFile.write(TINY);
    assertTrue(text.contains("treeTtlS: 21600"));
    assertEquals(
        340,
        described(file(text.replace("treeTtlS: 21600", "treeTtlS: 340"))).settings().segmentTtlS());
    Path tooShort = file(text.replace("treeTtlS: 21600", "treeTtlS: 330"));
    TopologyException refused = assertThrows(TopologyException.class, () -> described(tooShort));
    assertEquals(
        tooShort
            + " line 1: treeTtlS is shorter than the shortest segment lifetime, expected at least"
            + " 338 s",
        refused.getMessage());
  }
}
