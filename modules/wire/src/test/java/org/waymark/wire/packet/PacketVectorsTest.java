package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.wire.RefusalReason;

/** Decodes and encodes the recorded packets of the original path server. */
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
          Map.entry("curr-info-without-path", RefusalReason.PACKET_INFO_OFFSET),
          Map.entry("curr-hop-before-info", RefusalReason.PACKET_PATH_OFFSET),
          Map.entry("curr-hop-beyond", RefusalReason.PACKET_HOP_OFFSET),
          Map.entry("udp-checksum-wrong", RefusalReason.PACKET_CHECKSUM),
          Map.entry("udp-length-wrong", RefusalReason.PACKET_L4_LENGTH),
          Map.entry("next-hdr-tcp", RefusalReason.PACKET_PROTOCOL),
          Map.entry("truncated-addrs", RefusalReason.PACKET_HEADER_LENGTH),
          Map.entry("empty", RefusalReason.EMPTY),
          Map.entry("payload-length-field", RefusalReason.PACKET_CHECKSUM),
          Map.entry("info-peer-without-shortcut", RefusalReason.PACKET_PATH),
          Map.entry("info-hops-beyond", RefusalReason.PACKET_PATH),
          Map.entry("ext-unknown-hbh", RefusalReason.PACKET_HOP_BY_HOP_EXTENSION));

  @Test
  void everyKindOfPacketIsAmongThem() {
    assertEquals(38, all().count());
    assertEquals(6, all().filter(vector -> vector.get("decoded").has("scmp")).count());
    assertEquals(
        Set.of(0, 1, 2, 3),
        all().map(vector -> vector.at("/decoded/path").size()).collect(Collectors.toSet()));
    assertEquals(
        Set.of(0, 1, 2),
        all().map(vector -> vector.at("/decoded/extensions").size()).collect(Collectors.toSet()));
  }

  @TestFactory
  Stream<DynamicTest> packetIsReadAsRecorded() {
    return tests(
        all(),
        vector -> {
          JsonNode expected = vector.get("decoded");
          ScionPacket packet = decode(vector.get("packet"));
          assertEquals(address(expected.get("dst")), text(packet.destination()));
          assertEquals(address(expected.get("src")), text(packet.source()));
          assertEquals(expected.get("pathBytes").textValue(), packet.path().bytes().hex());
          assertEquals(texts(expected.get("path")), texts(packet.path()));
          assertEquals(expected.get("infoIndex").intValue(), packet.path().currentInfoIndex());
          assertEquals(expected.get("hopIndex").intValue(), packet.path().currentHopIndex());
          assertEquals(extensions(expected.get("extensions")), packet.extensions());
          switch (packet.layer4()) {
            case UdpDatagram(int from, int to, ByteBuffer payload) -> {
              assertEquals(expected.at("/udp/srcPort").intValue(), from);
              assertEquals(expected.at("/udp/dstPort").intValue(), to);
              assertEquals(expected.at("/udp/length").intValue(), packet.layer4().size());
              assertEquals(PacketVectors.bytes(expected.get("payload")), payload);
            }
            case ScmpMessage(int scmpClass, int type, long timestampUs, ByteBuffer payload) -> {
              assertEquals(expected.at("/scmp/class").intValue(), scmpClass);
              assertEquals(expected.at("/scmp/type").intValue(), type);
              assertEquals(expected.at("/scmp/length").intValue(), packet.layer4().size());
              assertEquals(expected.at("/scmp/timestamp").longValue(), timestampUs);
              assertEquals(PacketVectors.bytes(expected.get("payload")), payload);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> packetIsWrittenByteForByte() {
    return tests(
        all(),
        vector ->
            assertEquals(vector.get("packet").textValue(), encode(decode(vector.get("packet")))));
  }

  @TestFactory
  Stream<DynamicTest> packetIsReversedByteForByte() {
    return tests(
        all().filter(vector -> vector.has("reversed")),
        vector ->
            assertEquals(
                vector.get("reversed").textValue(),
                encode(decode(vector.get("packet")).reversed())));
  }

  @TestFactory
  Stream<DynamicTest> packetLeavesAndIsAnsweredByTheInterfacesRecorded() {
    return tests(
        all(),
        vector -> {
          ScionPath path = decode(vector.get("packet")).path();
          ScionPath reversed = path.reversed();
          if (vector.has("reversedPath")) {
            assertEquals(vector.get("reversedPath").textValue(), reversed.bytes().hex());
          }
          assertEquals(
              vector.get("reversedIndexes").toString(),
              "[%d,%d]".formatted(reversed.currentInfoIndex(), reversed.currentHopIndex()));
          assertEquals(text(vector.get("firstInterface")), text(path.egressInterface()));
          assertEquals(
              text(vector.get("reversedFirstInterface")), text(reversed.egressInterface()));
          assertEquals(path, reversed.reversed());
        });
  }

  @Test
  void answerLeavesOutAnOneHopPathExtensionOnly() {
    Map<Integer, Long> kept =
        all()
            .map(vector -> decode(vector.get("packet")))
            .flatMap(
                packet ->
                    packet.answer(packet.source(), 1, ByteBuffer.allocate(0)).extensions().stream())
            .collect(Collectors.groupingBy(ExtensionHeader::type, Collectors.counting()));
    assertEquals(Map.of(ExtensionHeader.SCMP, 8L), kept);
  }

  @TestFactory
  Stream<DynamicTest> pathBuiltFromItsSegmentsIsTheRecordedOne() {
    return tests(
        all(),
        vector -> {
          ScionPath path = decode(vector.get("packet")).path();
          ScionPath built = ScionPath.of(path.segments());
          assertEquals(path.bytes(), built.bytes());
          if (!path.isEmpty()) {
            assertEquals(path, built.at(path.currentInfoIndex(), path.currentHopIndex()));
          }
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

  private static Stream<JsonNode> all() {
    return PacketVectors.cases("packets.json");
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

  private static List<ExtensionHeader> extensions(JsonNode recorded) {
    List<ExtensionHeader> extensions = new ArrayList<>();
    for (JsonNode extension : recorded) {
      extensions.add(
          new ExtensionHeader(
              extension.get("class").intValue(),
              extension.get("type").intValue(),
              ByteString.ofHex(extension.get("payload").textValue())));
    }
    return extensions;
  }

  private static List<String> texts(JsonNode recordedPath) {
    List<String> texts = new ArrayList<>();
    for (JsonNode segment : recordedPath) {
      texts.add(
          new InfoField(
                  segment.get("up").booleanValue(),
                  segment.get("shortcut").booleanValue(),
                  segment.get("peer").booleanValue(),
                  segment.get("timestamp").longValue(),
                  segment.get("isd").intValue(),
                  segment.get("hops").intValue())
              .toString());
      for (JsonNode hop : segment.get("hopFields")) {
        texts.add(
            new HopField(
                    hop.get("xover").booleanValue(),
                    hop.get("verifyOnly").booleanValue(),
                    hop.get("forwardOnly").booleanValue(),
                    hop.get("recurse").booleanValue(),
                    hop.get("expTime").intValue(),
                    hop.get("ingress").intValue(),
                    hop.get("egress").intValue(),
                    Integer.parseInt(hop.get("mac").textValue(), 16))
                .toString());
      }
    }
    return texts;
  }

  private static List<String> texts(ScionPath path) {
    List<String> texts = new ArrayList<>();
    for (ScionPath.Segment segment : path.segments()) {
      texts.add(segment.info().toString());
      segment.hopFields().forEach(hop -> texts.add(hop.toString()));
    }
    return texts;
  }

  private static String text(JsonNode number) {
    return number.isNull() ? "none" : number.toString();
  }

  private static String text(OptionalInt number) {
    return number.isEmpty() ? "none" : Integer.toString(number.getAsInt());
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
