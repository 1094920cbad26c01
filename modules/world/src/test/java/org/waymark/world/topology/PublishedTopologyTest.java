package org.waymark.world.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.ByteString;

/** Files with keys that SCION's repositories and testbeds have used over the years. */
class PublishedTopologyTest {
  private final List<String> skipped = new ArrayList<>();

  private NetworkTopology published(String yaml) throws TopologyException {
    ByteString bytes = ByteString.owning(yaml.getBytes(StandardCharsets.UTF_8));
    return TopologyFile.published(YamlText.read("some.topo", bytes), skipped::add);
  }

  @Test
  void fileOfTodaySaysWhatWasSkippedInOneLine() throws Exception {
    NetworkTopology network =
        published(
            """
            --- # Three ASes
            ASes:
              "1-ff00:0:a10":
                core: true
                voting: true
                authoritative: true
                issuing: true
                underlay: UDP/IPv6
                MTU: 1400
                note: "in the cellar"
              "1-ff00:0:a11": {cert_issuer: 1-ff00:0:a10, drop: 0.1, latency: 30}
              "1-ff00:0:a12":
                cert_issuer: 1-ff00:0:a10
                mtu: 1300
            links:
              - {a: "1-ff00:0:a10-B#2", b: "1-ff00:0:a11-1", linkAtoB: CHILD, bw: 500}
              - {a: "1-ff00:0:a10", b: "1-ff00:0:a12#1", linkAtoB: child, mtu:1280}
              - {a: "1-ff00:0:a11", b: "1-ff00:0:a12", linkAtoB: PEER, underlay: UDP/IPv6}
              - {a: "1-ff00:0:a10#1", b: "1-ff00:0:a11#1", linkAtoB: CHILD, bw: 1, network: "ixp1"}
            borderRouterProperties:
              "1-ff00:0:a10#1": {geo: {latitude: 48.8, address: "here"}}
            CAs:
              CA1-1: {ISD: 1, commonName: CA1-1}
            """);
    NetworkTopology expected =
        NetworkTopology.describe()
            .core("1-ff00:0:a10", 1_400)
            .as("1-ff00:0:a11")
            .as("1-ff00:0:a12", 1_300)
            .childLink("1-ff00:0:a10#2", "1-ff00:0:a11#2")
            .childLink("1-ff00:0:a10#3", "1-ff00:0:a12#1")
            .peerLink("1-ff00:0:a11#3", "1-ff00:0:a12#2")
            .childLink("1-ff00:0:a10#1", "1-ff00:0:a11#1")
            .build();
    assertEquals(expected.ases(), network.ases());
    assertEquals(
        List.of(
            "CAs, borderRouterProperties; of ASes: authoritative (1), cert_issuer (2), drop (1),"
                + " issuing (1), latency (1), note (1), underlay (1), voting (1); of links: bw (2),"
                + " mtu:1280 (1), names of border routers (2), network (1), underlay (1)"),
        skipped);
  }

  @Test
  void fileOfTheEraSaysWhatAIsForB() throws Exception {
    NetworkTopology network =
        published(
            """
            ---
            defaults:
              zookeepers:
                1: {manage: false, addr: 127.0.0.1}
              subnet: "10.0.0.0/8"
            ADs:
              1-11: {core: True, beacon_servers: 2, path_servers: 3}
              1-12:
                core: true
                zookeepers:
                  1: {manage: true, clientPort: 4000}
              1-13: {cert_issuer: 1-11}
              1-4_295_001_010: {cert_issuer: 1-12}
            links:
              - {a: 1-11, b: 1-12, ltype: ROUTING}
              - {a: 1-11, b: 1-12, ltype: CORE, mtu: 1400}
              - {a: 1-11, b: 1-13, ltype: PARENT}
              - {a: 1-12, b: 1-4_295_001_010, linkto: PARENT}
              - {a: 1-13, b: 1-4_295_001_010, ltype: PEER}
            """);
    NetworkTopology expected =
        NetworkTopology.describe()
            .core("1-11")
            .core("1-12")
            .as("1-13")
            .as("1-1:0:83b2")
            .coreLink("1-11#1", "1-12#1")
            .coreLink("1-11#2", "1-12#2", 1_400)
            .childLink("1-11#3", "1-13#1")
            .childLink("1-12#3", "1-1:0:83b2#1")
            .peerLink("1-13#2", "1-1:0:83b2#2")
            .build();
    assertEquals(expected.ases(), network.ases());
    assertEquals(
        List.of(
            "defaults; of ASes: beacon_servers (1), cert_issuer (2), path_servers (1),"
                + " zookeepers (1)"),
        skipped);
  }

  @Test
  void asHasNoMoreLinksThanInterfaces() {
    TopologyException refused =
        assertThrows(
            TopologyException.class,
            () ->
                published(
                    "ASes: {1-11: {core: true}, 1-12: {core: true}}\nlinks:\n"
                        + "  - {a: 1-11, b: 1-12, linkAtoB: CORE}\n".repeat(4_096)));
    assertEquals("links[4095].a is one link too many for 1-11", refused.problem());
    assertEquals(4_098, refused.line());
  }

  @Test
  void nothingIsSaidWhenNothingIsSkipped() throws Exception {
    published(TopologyFile.write(NetworkTopology.tiny()));
    assertEquals(List.of(), skipped);
  }

  @Test
  void fileOfNonsenseIsSkippedInABoundedLine() throws Exception {
    StringBuilder keys = new StringBuilder();
    for (int i = 10; i < 99; i++) {
      keys.append("k").append(i).append(": 1\n");
    }
    published(keys + TopologyFile.write(NetworkTopology.tiny()));
    assertEquals(1, skipped.size());
    assertEquals(
        "k29 and 69 others", skipped.getFirst().substring(skipped.getFirst().indexOf("k29")));
  }

  @Test
  void linksThatCannotBeAreRefusedAsInAnyDescription() {
    TopologyException refused =
        assertThrows(
            TopologyException.class,
            () ->
                published(
                    """
                    ASes:
                      1-11: {core: true, voting: true}
                      1-12: {core: true}
                      1-13: {}
                    links:
                      - {a: 1-11, b: 1-12, linkAtoB: CORE}
                      - {a: 1-11, b: 1-13, linkAtoB: CHILD}
                      - {a: 1-12, b: 1-13, linkAtoB: PEER, bw: 5}
                    """));
    assertEquals(
        "links[2] is a PEER link with a core AS (line 8: 1-12 -- 1-13)", refused.problem());
  }
}
