package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.waymark.wire.RefusalReason;

/** The packets of the original path server, read and written. */
class PacketVectorsTest {
  private static final Map<String, RefusalReason> REASONS =
      Map.ofEntries(
          Map.entry("dst-type-9", RefusalReason.PACKET_ADDRESS_TYPE),
          Map.entry("src-type-svc", RefusalReason.PACKET_SOURCE),
          Map.entry("total-len-short", RefusalReason.PACKET_TOTAL_LENGTH),
          Map.entry("total-len-long", RefusalReason.PACKET_TOTAL_LENGTH),
          Map.entry("hdr-len-zero", RefusalReason.PACKET_HEADER_LENGTH),
          Map.entry("hdr-len-beyond", RefusalReason.PACKET_HEADER_LENGTH),
          Map.entry("hdr-len-plus-1", RefusalReason.PACKET_PATH),
          Map.entry("curr-info-without-path", RefusalReason.PACKET_PATH_OFFSET),
          Map.entry("curr-hop-before-info", RefusalReason.PACKET_PATH),
          Map.entry("curr-hop-beyond", RefusalReason.PACKET_PATH),
          Map.entry("udp-checksum-wrong", RefusalReason.PACKET_CHECKSUM),
          Map.entry("udp-length-wrong", RefusalReason.PACKET_L4_LENGTH),
          Map.entry("next-hdr-tcp", RefusalReason.PACKET_PROTOCOL),
          Map.entry("truncated-addrs", RefusalReason.PACKET_TOTAL_LENGTH),
          Map.entry("empty", RefusalReason.EMPTY),
          Map.entry("payload-length-field", RefusalReason.PACKET_CHECKSUM),
          Map.entry("info-peer-without-shortcut", RefusalReason.PACKET_PATH),
          Map.entry("info-hops-beyond", RefusalReason.PACKET_PATH),
          Map.entry("ext-unknown-hbh", RefusalReason.PACKET_EXTENSION));

  @Test
  void thereAreLocalPacketsToReadFromEveryAddressTypeThatIsRecorded() {
    assertEquals(12, PacketVectors.local().count());
  }

  @TestFactory
  Stream<DynamicTest> localPacketIsReadAsRecorded() {
    return tests(
        PacketVectors.local(),
        vector -> {
          JsonNode expected = vector.get("decoded");
          ScionPacket packet = decode(vector.get("packet"));
          assertEquals(address(expected.get("dst")), text(packet.destination()));
          assertEquals(address(expected.get("src")), text(packet.source()));
          UdpDatagram datagram = (UdpDatagram) packet.layer4();
          assertEquals(expected.at("/udp/srcPort").intValue(), datagram.sourcePort());
          assertEquals(expected.at("/udp/dstPort").intValue(), datagram.destinationPort());
          assertEquals(expected.at("/udp/length").intValue(), datagram.size());
          assertEquals(PacketVectors.bytes(expected.get("payload")), datagram.payload());
        });
  }

  @TestFactory
  Stream<DynamicTest> localPacketIsWrittenByteForByte() {
    return tests(
        PacketVectors.local(),
        vector ->
            assertEquals(vector.get("packet").textValue(), encode(decode(vector.get("packet")))));
  }

  @TestFactory
  Stream<DynamicTest> localPacketIsReversedByteForByte() {
    return tests(
        PacketVectors.local(),
        vector ->
            assertEquals(
                vector.get("reversed").textValue(),
                encode(decode(vector.get("packet")).reversed())));
  }

  @TestFactory
  Stream<DynamicTest> packetWithPathExtensionOrScmpIsRefusedForIt() {
    return tests(
        PacketVectors.cases("packets.json").filter(vector -> !PacketVectors.isLocal(vector)),
        vector -> {
          RefusalReason expected =
              vector.at("/decoded/pathBytes").textValue().isEmpty()
                  ? RefusalReason.PACKET_EXTENSION
                  : RefusalReason.PACKET_PATH;
          assertEquals(Optional.of(expected), reason(vector));
        });
  }

  @TestFactory
  Stream<DynamicTest> damagedPacketIsRefusedForWhatIsWrong() {
    return tests(
        PacketVectors.cases("malformed.json"),
        vector -> {
          String name = vector.get("name").textValue();
          assertEquals(Optional.ofNullable(REASONS.get(name)), reason(vector));
          assertTrue(
              REASONS.containsKey(name)
                  || name.equals("good")
                  || name.equals("payload-garbage")
                  || name.equals("payload-empty"));
        });
  }

  private interface Check {
    void on(JsonNode vector);
  }

  private static Stream<DynamicTest> tests(Stream<JsonNode> vectors, Check check) {
    return vectors.map(
        vector -> DynamicTest.dynamicTest(vector.get("name").textValue(), () -> check.on(vector)));
  }

  private static ScionPacket decode(JsonNode hex) {
    return PacketCodec.decode(PacketVectors.bytes(hex)).orElseThrow();
  }

  private static Optional<RefusalReason> reason(JsonNode vector) {
    return PacketVectors.reason(PacketVectors.bytes(vector.get("packet")));
  }

  private static String encode(ScionPacket packet) {
    ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    assertEquals(0, bytes.remaining());
    return HexFormat.of().formatHex(bytes.array());
  }

  private static String address(JsonNode address) {
    return address.get("ia").textValue()
        + " "
        + address.get("type").textValue()
        + " "
        + address.get("host").textValue();
  }

  private static String text(ScionAddress address) {
    return address.ia()
        + switch (address.host()) {
          case HostAddress.None() -> " NONE ";
          case HostAddress.Ipv4(int bits) -> " IPV4 %08x".formatted(bits);
          case HostAddress.Ipv6(long high, long low) -> " IPV6 %016x%016x".formatted(high, low);
          case HostAddress.Service(int number) -> " SVC %04x".formatted(number);
        };
  }
}
