package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.RandomTopology;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

class TopologyFileTest {
  private static final String TWO_ASES =
      """
      ASes: {1-11: {core: true}, 1-12: {core: true}}
      links: [{a: 1-11#1, b: 1-12#1, linkAtoB: CORE}]
      """;

  static NetworkTopology parse(String yaml) throws TopologyException {
    return TopologyFile.parse(
        "world.yml", ByteString.owning(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertSame(NetworkTopology expected, NetworkTopology actual) {
    assertEquals(expected.ases(), actual.ases());
    assertEquals(expected.treeTtlS(), actual.treeTtlS());
  }

  @Test
  void descriptionSaysAsesAndLinksFromBothEnds() throws Exception {
    NetworkTopology network =
        parse(
            """
            # A comment.
            treeTtlS: 600
            ASes:
              1-11: {core: true, mtu: 1400}
              "1-ff00:0:112":
                mtu: 1300
              1-13: {core: false}
              2-21: {core: true}
            links:
              - {a: 1-11#50, b: 1-ff00:0:112#17, linkAtoB: CHILD, mtu: 1280}
              - a: "1-11#4095"
                b: 1-13#1
                linkAtoB: CHILD
              - {b: 1-13#92, a: 1-ff00:0:112#88, linkAtoB: "PEER"}
              - {a: 1-11#3, b: 2-21#1, linkAtoB: CORE}
            """);
    assertSame(
        NetworkTopology.describe()
            .treeTtlS(600)
            .core("1-11", 1_400)
            .as("1-ff00:0:112", 1_300)
            .as("1-13", 1_472)
            .core("2-21", 1_472)
            .childLink("1-11#50", "1-ff00:0:112#17", 1_280)
            .childLink("1-11#4095", "1-13#1", 1_472)
            .peerLink("1-ff00:0:112#88", "1-13#92", 1_472)
            .coreLink("1-11#3", "2-21#1", 1_472)
            .build(),
        network);
    assertEquals(
        LinkType.PARENT,
        network.interfaceOf(IsdAs.parse("1-ff00:0:112"), 17).orElseThrow().linkType());
  }

  @Test
  void twoCoreAsesWithALinkAreANetwork() throws Exception {
    assertSame(
        NetworkTopology.describe()
            .core("1-11")
            .core("1-12")
            .coreLink("1-11#1", "1-12#1", 1_472)
            .build(),
        parse(TWO_ASES));
  }

  @Test
  void whatIsWrittenReadsTheSame() throws Exception {
    NetworkTopology[] networks = {
      NetworkTopology.tiny(),
      NetworkTopology.twoIsds(),
      NetworkTopology.wide(60),
      NetworkTopology.describe()
          .core("1-ff00:0:110", 1)
          .core("65535-1", 65_535)
          .coreLink("1-ff00:0:110#1", "65535-1#4095", 1)
          .build()
    };
    for (NetworkTopology network : networks) {
      assertSame(network, parse(TopologyFile.write(network)));
    }
    for (int seed = 0; seed < 200; seed++) {
      NetworkTopology network = RandomTopology.draw(new Random(seed));
      String written = TopologyFile.write(network);
      if (network.ases().size() == 1) {
        assertThrows(TopologyException.class, () -> parse(written), "an AS without a link");
      } else {
        assertSame(network, parse(written));
      }
    }
  }

  @Test
  void writtenDescriptionIsReadable() {
    assertEquals(
        """
        treeTtlS: 21600
        ASes:
          "1-11": {core: true, mtu: 1400}
          "1-12": {mtu: 1472}
          "1-13": {mtu: 1472}
        links:
          - {a: "1-11#50", b: "1-12#17", linkAtoB: CHILD, mtu: 1280}
          - {a: "1-11#99", b: "1-13#86", linkAtoB: CHILD, mtu: 1472}
          - {a: "1-12#88", b: "1-13#92", linkAtoB: PEER, mtu: 1472}
        """,
        TopologyFile.write(NetworkTopology.tiny()));
  }

  @Test
  void fileIsReadAndNamedInRefusals(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("net.yml");
    Files.writeString(file, TopologyFile.write(NetworkTopology.twoIsds()));
    assertSame(NetworkTopology.twoIsds(), TopologyFile.of(TopologyFile.yaml(file)));
    Files.writeString(file, "ASes: {}\n");
    TopologyException refused =
        assertThrows(TopologyException.class, () -> TopologyFile.of(TopologyFile.yaml(file)));
    assertEquals(file.toString(), refused.file());
    assertTrue(
        refused
            .getMessage()
            .startsWith(file + " line 1: ASes is empty, expected at least one core"));
    assertThrows(NoSuchFileException.class, () -> TopologyFile.yaml(folder.resolve("none.yml")));
  }

  @Test
  void fileOfMoreThanOneMebibyteIsRefusedUnread(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.yml");
    byte[] comment = new byte[(1 << 20) + 1];
    Arrays.fill(comment, (byte) '#');
    Files.write(file, comment);
    TopologyException refused =
        assertThrows(TopologyException.class, () -> TopologyFile.of(TopologyFile.yaml(file)));
    assertEquals("the file is too large", refused.problem());
    assertEquals("at most 1048576 bytes", refused.expected());
  }

  @Test
  void fileOfOneMebibyteIsRead() throws TopologyException {
    parse(TWO_ASES + "#".repeat((1 << 20) - TWO_ASES.length()));
  }

  @Test
  void fiveThousandAsesAreReadAndOneMoreIsNot() throws TopologyException {
    StringBuilder ases = new StringBuilder("ASes:\n");
    StringBuilder links = new StringBuilder("links:\n");
    for (int as = 1; as <= 5_000; as++) {
      ases.append("  1-").append(as).append(": {core: true}\n");
      if (as > 1) {
        links.append("  - {a: 1-%d#1, b: 1-%d#2, linkAtoB: CORE}\n".formatted(as - 1, as));
      }
    }
    assertEquals(5_000, parse(ases + links.toString()).ases().size());
    ases.append("  1-5001: {core: true}\n");
    TopologyException refused =
        assertThrows(TopologyException.class, () -> parse(ases + links.toString()));
    assertEquals(5_002, refused.line());
    assertEquals("ASes.1-5001 is one too many", refused.problem());
  }
}
