package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.IsdAs;

class TopologyTest {
  private static final String WHOLE =
      """
      {
        "ISD_AS": "1-11",
        "Core": true,
        "MTU": 1472,
        "Overlay": "UDP/IPv4",
        "BeaconService": {"bs1-11-1": {"Public": [{"Addr": "127.0.0.1", "L4Port": 30001}]}},
        "CertificateService": {
          "cs-b": {"Public": [{"Addr": "127.0.0.2", "L4Port": 30002}]},
          "cs-a": {"Public": [{"Addr": "127.0.0.3", "L4Port": 30003}]}
        },
        "PathService": {
          "ps1-11-1": {
            "Public": [{"Addr": "192.0.2.4", "L4Port": 30004}],
            "Bind": [{"Addr": "127.0.0.4", "L4Port": 30014}]
          }
        },
        "BorderRouters": {
          "br1-11-1": {
            "InternalAddrs": [
              {"Public": [{"Addr": "127.0.0.5", "L4Port": 30005}]},
              {"Public": [{"Addr": "::1", "L4Port": 30006}]}
            ],
            "Interfaces": {
              "7": {
                "ISD_AS": "1-ff00:0:12", "LinkType": "CHILD", "InternalAddrIdx": 0, "MTU": 1400,
                "Public": {"Addr": "192.0.2.7", "L4Port": 50000},
                "Remote": {"Addr": "192.0.2.8", "L4Port": 50001}
              },
              "4095": {"ISD_AS": "2-21", "LinkType": "CORE", "InternalAddrIdx": 1, "MTU": 1280}
            }
          }
        },
        "ZookeeperService": {"1": {"Addr": "127.0.0.1", "L4Port": 2181}}
      }
      """;

  @TempDir private Path folder;

  private Topology read(String json) throws Exception {
    return Topology.read(Files.writeString(folder.resolve("topology.json"), json));
  }

  private static InetSocketAddress address(String ip, int port) {
    return SocketAddresses.of(ip, port);
  }

  @Test
  void serversAndInterfacesAreThoseOfTheFile() throws Exception {
    Topology topology = read(WHOLE);
    assertEquals(IsdAs.parse("1-11"), topology.ia());
    assertTrue(topology.core());
    assertEquals(1_472, topology.mtu());
    assertEquals(
        Map.of("bs1-11-1", new Topology.Server(address("127.0.0.1", 30_001), Optional.empty())),
        topology.beaconServers());
    Topology.Server pathServer = topology.pathServer("ps1-11-1").orElseThrow();
    assertEquals(address("192.0.2.4", 30_004), pathServer.address());
    assertEquals(address("127.0.0.4", 30_014), pathServer.socket());
    assertEquals(
        Map.of(
            7,
            new Topology.Interface(
                address("127.0.0.5", 30_005),
                IsdAs.parse("1-ff00:0:12"),
                Topology.LinkType.CHILD,
                1_400,
                Optional.of(
                    new Topology.LinkEnds(
                        address("192.0.2.7", 50_000), address("192.0.2.8", 50_001)))),
            4_095,
            new Topology.Interface(
                address("::1", 30_006),
                IsdAs.parse("2-21"),
                Topology.LinkType.CORE,
                1_280,
                Optional.empty())),
        topology.interfaces());
    assertEquals(Optional.empty(), topology.router(8));
  }

  @Test
  void certificateServerToAskIsTheFirstOfTheFile() throws Exception {
    Topology topology = read(WHOLE);
    assertEquals(List.of("cs-b", "cs-a"), List.copyOf(topology.certificateServers().keySet()));
    assertEquals(
        address("127.0.0.2", 30_002), topology.certificateServer().orElseThrow().address());
  }

  @Test
  void asWithoutServersAndLinksIsOne() throws Exception {
    Topology alone = read("{\"ISD_AS\": \"1-11\", \"Core\": false, \"MTU\": 1472}");
    assertEquals(Map.of(), alone.interfaces());
    assertEquals(Optional.empty(), alone.certificateServer());
  }

  /** The files of a network that ran in 2018, one for each AS. */
  @Test
  void recordedFilesAreReadAsTheyAre() throws Exception {
    JsonNode ases;
    try (var in = getClass().getResourceAsStream("/legacy/trust/network-default.json")) {
      ases = new ObjectMapper().readTree(in).get("ases");
    }
    int links = 0;
    for (Map.Entry<String, JsonNode> as : ases.properties()) {
      Topology topology = read(as.getValue().get("topologyJson").toString());
      assertEquals(as.getKey(), topology.ia().toString());
      assertEquals(
          as.getValue().at("/topologyJson/PathService").size(), topology.pathServers().size());
      for (Map.Entry<String, JsonNode> link : as.getValue().get("interfaces").properties()) {
        Topology.Interface read = topology.interfaces().get(Integer.parseInt(link.getKey()));
        assertEquals(link.getValue().get("mtu").intValue(), read.mtu());
        links++;
      }
      assertEquals(as.getValue().get("interfaces").size(), topology.interfaces().size());
    }
    assertTrue(links > 20, links + " links");
  }

  private static Stream<Arguments> wrongFiles() {
    return Stream.of(
        wrong("\"ISD_AS\": \"1-11\",", "", "ISD_AS is missing", "a string"),
        wrong("\"1-11\"", "\"1-x\"", "ISD_AS '1-x'", "an ISD-AS"),
        wrong("\"Core\": true", "\"Core\": 1", "Core is 1", "true or false"),
        wrong("\"MTU\": 1472", "\"MTU\": 0", "MTU is 0", "1..65535"),
        wrong("\"127.0.0.1\"", "\"localhost\"", "BeaconService.bs1-11-1.Public[0].Addr", "an IP"),
        wrong("30002", "70000", "CertificateService.cs-b.Public[0].L4Port is 70000", "0..65535"),
        wrong("{\"Public\": [{\"Addr\": \"127.0.0.2\", \"L4Port\": 30002}]}", "7", "cs-b is 7"),
        wrong("[{\"Addr\": \"192.0.2.4\", \"L4Port\": 30004}]", "[]", "ps1-11-1.Public is []"),
        wrong("127.0.0.4", "there", "PathService.ps1-11-1.Bind[0].Addr 'there'", "an IP address"),
        wrong("\"::1\"", "5", "BorderRouters.br1-11-1.InternalAddrs[1].Public[0].Addr is 5"),
        wrong("\"InternalAddrs\"", "\"Internal\"", "br1-11-1.InternalAddrs is missing", "a list"),
        wrong("\"7\":", "\"4096\":", "br1-11-1.Interfaces.4096 is not a valid key", "an interface"),
        wrong("\"7\":", "\"07\":", "br1-11-1.Interfaces.07 is not a valid key", "an interface"),
        wrong("\"7\":", "\"4095\":", "Duplicate field"),
        wrong("CHILD", "child", "Interfaces.7.LinkType 'child'", "PARENT, CHILD, PEER or CORE"),
        wrong("1-ff00:0:12", "", "Interfaces.7.ISD_AS ''", "an ISD-AS"),
        wrong("Idx\": 1", "Idx\": 2", "Interfaces.4095.InternalAddrIdx is 2", "0..1"),
        wrong("1280", "true", "Interfaces.4095.MTU is true", "1..65535"),
        wrong("\"Core\": true,", "\"Core\": true", "topology.json line 4"));
  }

  private static Arguments wrong(String right, String wrong, String... told) {
    return Arguments.of(right, wrong, told);
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void wrongFileIsRefusedWithKeyAndExpectation(String right, String wrong, String[] told) {
    assertTrue(WHOLE.contains(right), right);
    StartupException refused =
        assertThrows(StartupException.class, () -> read(WHOLE.replace(right, wrong)));
    assertTrue(
        refused.getMessage().startsWith(folder.resolve("topology.json").toString()),
        refused.getMessage());
    for (String part : told) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
  }

  @Test
  void interfaceOfTwoRoutersIsRefused() {
    String twice =
        WHOLE.replace(
            "\"br1-11-1\":",
            """
            "br1-11-2": {
              "InternalAddrs": [{"Public": [{"Addr": "127.0.0.9", "L4Port": 30009}]}],
              "Interfaces": {
                "7": {"ISD_AS": "1-12", "LinkType": "CHILD", "InternalAddrIdx": 0, "MTU": 1400}
              }
            },
            "br1-11-1":\
            """);
    StartupException refused = assertThrows(StartupException.class, () -> read(twice));
    assertTrue(
        refused.getMessage().contains("br1-11-1.Interfaces.7 is listed twice"),
        refused.getMessage());
  }
}
