package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

class FirstHopsTest {
  private static final IsdAs HERE = IsdAs.parse("1-14");
  private static final IsdAs THERE = IsdAs.parse("1-11");
  private static final HostAddress HOST = new HostAddress.Ipv4(0x7f000009);
  private static final String TOPOLOGY =
      """
      {
        "ISD_AS": "1-14", "Core": false,
        "PathService": {
          "ps-2": {"Public": [{"Addr": "127.0.0.72", "L4Port": 30072}]},
          "ps-1": {"Public": [{"Addr": "127.0.0.71", "L4Port": 30071}]}
        },
        "CertificateService": {"cs-1": {"Public": [{"Addr": "::3", "L4Port": 1}]}},
        "BorderRouters": {
          "br-1": {
            "InternalAddrs": [
              {"Public": [{"Addr": "127.0.0.1", "L4Port": 1}]},
              {"Public": [{"Addr": "127.0.0.2", "L4Port": 2}]}
            ],
            "Interfaces": {"15": {"InternalAddrIdx": 1}, "16": {"InternalAddrIdx": 0}}
          },
          "br-2": {
            "InternalAddrs": [{"Public": [{"Addr": "127.0.0.3", "L4Port": 3}]}],
            "Interfaces": {"4095": {"InternalAddrIdx": 0}}
          }
        }
      }
      """;

  @Test
  void interfaceThePathLeadsOutByDecides() throws Exception {
    assertEquals(at("127.0.0.2", 2), firstHop(THERE, HOST, path(15)));
    assertEquals(at("127.0.0.1", 1), firstHop(THERE, HOST, path(16)));
    assertEquals(at("127.0.0.3", 3), firstHop(HERE, HOST, path(4_095)));
    assertEquals(Optional.empty(), firstHop(THERE, HOST, path(17)));
    assertEquals(Optional.empty(), firstHop(THERE, HOST, path(0)));
  }

  @Test
  void insideTheAsItIsTheHostOrTheFirstListedServer() throws Exception {
    assertEquals(at("127.0.0.9", 30_041), firstHop(HERE, HOST, ScionPath.EMPTY));
    assertEquals(
        at("127.0.0.72", 30_041), firstHop(HERE, HostAddress.Service.PATH, ScionPath.EMPTY));
    assertEquals(
        at("::3", 30_041), firstHop(HERE, new HostAddress.Service(0x8002), ScionPath.EMPTY));
    assertEquals(Optional.empty(), firstHop(HERE, HostAddress.Service.BEACON, ScionPath.EMPTY));
    assertEquals(Optional.empty(), firstHop(HERE, new HostAddress.None(), ScionPath.EMPTY));
    assertEquals(Optional.empty(), firstHop(THERE, HOST, ScionPath.EMPTY));
  }

  @Test
  void topologyThatContradictsItselfIsRefused() {
    refuses("\"4095\": {", "\"15\": {", "BorderRouters.br-2.Interfaces.15", "there twice");
    refuses("\"4095\": {", "\"4096\": {", "BorderRouters.br-2.Interfaces.4096", "1..4095");
    refuses("\"4095\": {", "\"x\": {", "BorderRouters.br-2.Interfaces.x", "1..4095");
    refuses(
        "\"15\": {\"InternalAddrIdx\": 1", "\"15\": {\"InternalAddrIdx\": 2", "InternalAddrIdx");
    refuses("\"Addr\": \"127.0.0.3\"", "\"Addr\": \"router\"", "InternalAddrs[0]", "an IP address");
    refuses("{\"4095\": {\"InternalAddrIdx\": 0}}", "[]", "BorderRouters.br-2.Interfaces");
  }

  private static void refuses(String text, String replacement, String... told) {
    String wrong = TOPOLOGY.replace(text, replacement);
    StartupException refused =
        assertThrows(
            StartupException.class,
            () -> Topology.of("topology.json", new ObjectMapper().readTree(wrong)));
    for (String part : told) {
      assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }
  }

  private static Optional<InetSocketAddress> firstHop(
      IsdAs destination, HostAddress host, ScionPath path) throws Exception {
    ScionAddress here = new ScionAddress(HERE, HOST);
    return Topology.of("topology.json", new ObjectMapper().readTree(TOPOLOGY))
        .firstHops()
        .of(
            new ScionPacket(
                new ScionAddress(destination, host),
                here,
                path,
                List.of(),
                new UdpDatagram(1, 2, ByteBuffer.allocate(0))));
  }

  private static Optional<InetSocketAddress> at(String ip, int port) {
    return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
  }

  private static ScionPath path(int ingress) {
    return ScionPath.of(
        List.of(
            new ScionPath.Segment(
                new InfoField(true, false, false, 1, 1, 1),
                List.of(new HopField(false, false, false, false, 1, ingress, 99, 0)))));
  }
}
