package org.waymark.edge.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.SocketAddresses;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;

/**
 * Compares first hops with the UDP next hops to which recorded packets were sent, in the recorded
 * topologies.
 */
class FirstHopTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode resource(String name) {
    try (var in = FirstHopTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<Arguments> sent() {
    return StreamSupport.stream(
            resource("/legacy/packets/packets.json").get("cases").spliterator(), false)
        .filter(packet -> packet.path("sendingServer").isObject())
        .map(packet -> Arguments.of(packet.get("name").textValue(), packet));
  }

  @Test
  void manyPacketsWereSent() {
    assertTrue(sent().count() > 12, "recorded with their next hop: " + sent().count());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sent")
  void firstHopIsTheRecordedOne(String name, JsonNode recorded) throws Exception {
    JsonNode server = recorded.get("sendingServer");
    JsonNode ases = resource("/legacy/trust/network-default.json").get("ases");
    String ia = server.get("ia").textValue();
    Topology topology = Topology.of(ia, ases.get(ia).get("topologyJson"));
    ScionPacket packet =
        PacketCodec.decode(
                ByteBuffer.wrap(HexFormat.of().parseHex(recorded.get("packet").textValue())))
            .orElseThrow();
    JsonNode hop = server.get("firstHop");
    Optional<InetSocketAddress> expected =
        hop.isNull()
            ? Optional.empty()
            : Optional.of(SocketAddresses.of(hop.get(0).textValue(), hop.get(1).intValue()));
    assertEquals(expected, FirstHop.of(packet.destination(), packet.path(), topology), name);
  }
}
