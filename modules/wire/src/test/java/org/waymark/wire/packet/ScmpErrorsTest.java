package org.waymark.wire.packet;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;

class ScmpErrorsTest {
  private static final IsdAs HERE = IsdAs.parse("1-14");
  private static final ScionAddress SELF = new ScionAddress(HERE, new HostAddress.Ipv4(0x7f000064));
  private static final long NOW_US = 1_520_000_004_000_000L;
  private static final ScmpInfo NONE = new ScmpInfo.None();

  private static List<JsonNode> malformed() {
    return PacketVectors.cases("malformed.json").toList();
  }

  private static List<JsonNode> recordedErrors() {
    return PacketVectors.cases("packets.json").filter(vector -> vector.has("scmpPayload")).toList();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void damagedPacketIsAnsweredWhereTheProtocolHasAnError(JsonNode vector) {
    Optional<ScionPacket> error = aboutRefused(PacketVectors.bytes(vector.get("packet")));
    assertEquals(vector.path("legacySendsScmp").asBoolean(), error.isPresent());
    error.ifPresent(
        packet -> {
          assertEquals(packet, PacketCodec.decode(RandomPackets.encode(packet)).orElseThrow());
          assertEquals(List.of(ExtensionHeader.scmp(true, false)), packet.extensions());
          assertEquals(SELF, packet.source());
        });
  }

  @Test
  void whatIsWrongDecidesTheTypeOfTheError() {
    Set<String> types =
        malformed().stream()
            .flatMap(
                v ->
                    aboutRefused(PacketVectors.bytes(v.get("packet"))).stream()
                        .map(error -> v.get("name").textValue() + " " + type(error)))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "total-len-short BAD_PACKET_LENGTH",
            "total-len-long BAD_PACKET_LENGTH",
            "udp-length-wrong BAD_PACKET_LENGTH",
            "curr-info-without-path BAD_INFO_OFFSET",
            "curr-hop-beyond BAD_HOP_OFFSET",
            "ext-unknown-hbh BAD_HOP_BY_HOP"),
        types);
  }

  /** The original sent the length from the header, not the number of bytes received. */
  @ParameterizedTest
  @ValueSource(strings = {"total-len-short", "total-len-long", "udp-length-wrong"})
  void badPacketLengthCarriesTheLengthThatTheHeaderDeclares(String name) {
    ByteBuffer bytes =
        malformed().stream()
            .filter(vector -> vector.get("name").textValue().equals(name))
            .map(vector -> PacketVectors.bytes(vector.get("packet")))
            .findFirst()
            .orElseThrow();
    ScionPacket error = aboutRefused(bytes).orElseThrow();
    assertEquals("BAD_PACKET_LENGTH", type(error));
    assertEquals(
        new ScmpInfo.PacketSize(Short.toUnsignedInt(bytes.getShort(2)), 0),
        ScmpPayload.decode((ScmpMessage) error.layer4()).orElseThrow().info());
  }

  /**
   * Compares everything except the quoted layer-4 header, which the original rebuilt for an empty
   * payload.
   */
  @ParameterizedTest
  @MethodSource("recordedErrors")
  void errorIsTheRecordedOneOfThatPacket(JsonNode vector) {
    ScionPacket recorded =
        PacketCodec.decode(PacketVectors.bytes(vector.get("packet"))).orElseThrow();
    ScmpMessage message = (ScmpMessage) recorded.layer4();
    ScmpPayload expected = ScmpPayload.decode(message).orElseThrow();
    ByteBuffer original = original(expected);
    ScionPacket made =
        ScmpErrors.about(
                original,
                ScmpType.of(message.scmpClass(), message.type()).orElseThrow(),
                expected.info(),
                recorded.source(),
                NOW_US)
            .orElseThrow();
    assertEquals(recorded.destination(), made.destination());
    assertEquals(recorded.source(), made.source());
    assertEquals(recorded.path(), made.path());
    // The original set this flag on some errors about revoked interfaces; Waymark sets it on all.
    boolean everyHop = expected.info() instanceof ScmpInfo.RevokedInterface;
    assertEquals(List.of(ExtensionHeader.scmp(true, everyHop)), made.extensions());
    ScmpPayload payload = ScmpPayload.decode((ScmpMessage) made.layer4()).orElseThrow();
    assertEquals(
        new ScmpPayload(
            expected.info(),
            expected.commonHeader(),
            expected.addressHeader(),
            expected.path(),
            expected.extensions(),
            ByteString.ofHex("762f7559003bbeef"),
            expected.layer4Protocol(),
            ByteString.EMPTY),
        payload);
    if (expected.info() instanceof ScmpInfo.RevokedInterface revoked) {
      assertEquals(
          revoked.offsets(),
          ScmpErrors.offsets(
              original, revoked.offsets().interfaceId(), revoked.offsets().ingress()));
    }
  }

  /** Rebuilds the offending packet from the parts that the error quotes, with some payload. */
  private static ByteBuffer original(ScmpPayload error) {
    int size = ByteBuffer.wrap(error.commonHeader().unsafeBytes()).getShort(2);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.put(error.commonHeader().unsafeBytes()).put(error.addressHeader().unsafeBytes());
    ByteString path = error.path();
    if (path.isEmpty() && bytes.get(4) * 8 > bytes.position()) {
      path =
          ByteString.ofHex(
              "015a995bc4000102003f00f0003159bd003f0000152d9260"
                  + "015a995bc4000202003f04b000dd16cb003f000029d411e4"
                  + "005a995bc4000203003f00001afacb0c003f05902dc17b4e003f0290001f4096");
    }
    bytes.put(path.unsafeBytes());
    if (bytes.get(7) == 0) {
      bytes.put(ByteString.ofHex("1101010000000000").unsafeBytes());
    }
    return bytes.put(ByteString.ofHex("762f7559003bbeef").unsafeBytes()).rewind();
  }

  @Test
  void scmpErrorIsNeverAnswered() {
    for (JsonNode vector : recordedErrors()) {
      ByteBuffer bytes = PacketVectors.bytes(vector.get("packet"));
      assertEquals(Optional.empty(), about(bytes));
      bytes.putShort(2, (short) 1);
      assertEquals(Optional.empty(), aboutRefused(bytes));
    }
  }

  @Test
  void scmpIsAnsweredOnlyWhenItSaysItIsNoError() {
    ScmpMessage echo = payload().message(ScmpType.ECHO_REQUEST, 1);
    assertTrue(about(local(List.of(ExtensionHeader.scmp(false, false)), echo)).isPresent());
    assertEquals(Optional.empty(), about(local(List.of(ExtensionHeader.scmp(true, false)), echo)));
    assertEquals(Optional.empty(), about(local(List.of(), echo)));
  }

  @Test
  void sourceInTheOwnAsIsAnsweredWithoutAPath() {
    ScionPacket error = about(bytes(HERE, path())).orElseThrow();
    assertEquals(ScionPath.EMPTY, error.path());
    assertEquals(new ScionAddress(HERE, SELF.host()), error.destination());
  }

  @Test
  void sourceElsewhereIsAnsweredBackAlongThePathOrNotAtAll() {
    IsdAs there = IsdAs.parse("1-11");
    assertEquals(path().reversed(), about(bytes(there, path())).orElseThrow().path());
    assertEquals(Optional.empty(), about(bytes(there, ScionPath.EMPTY)));
    ByteBuffer lost = bytes(there, path());
    lost.put(6, (byte) 99);
    assertEquals(Optional.empty(), aboutRefused(lost));
    ByteBuffer lostHere = bytes(HERE, path());
    lostHere.put(6, (byte) 99);
    assertEquals("BAD_HOP_OFFSET", type(aboutRefused(lostHere).orElseThrow()));
  }

  @Test
  void sourceThatIsNoHostIsNotAnswered() {
    ScionPacket packet =
        new ScionPacket(SELF, new ScionAddress(HERE, new HostAddress.None()), udp());
    assertEquals(Optional.empty(), about(RandomPackets.encode(packet)));
  }

  @Test
  void unknownServiceIsABadHost() {
    ScionPacket packet =
        new ScionPacket(new ScionAddress(HERE, new HostAddress.Service(0x8004)), SELF, udp());
    assertEquals("BAD_HOST", type(aboutRefused(RandomPackets.encode(packet)).orElseThrow()));
  }

  @Test
  void errorCarriesTheExtensionsThatEveryReceiverKnows() {
    ByteString five = ByteString.of(new byte[5]);
    ExtensionHeader sibra =
        new ExtensionHeader(ExtensionHeader.HOP_BY_HOP, ExtensionHeader.SIBRA, five);
    ExtensionHeader oneHop =
        new ExtensionHeader(ExtensionHeader.HOP_BY_HOP, ExtensionHeader.ONE_HOP_PATH, five);
    ExtensionHeader unknown = new ExtensionHeader(ExtensionHeader.HOP_BY_HOP, 99, five);
    ScionPacket error =
        aboutRefused(
                local(List.of(ExtensionHeader.scmp(false, true), oneHop, sibra, unknown), udp()))
            .orElseThrow();
    assertEquals(List.of(ExtensionHeader.scmp(true, false), sibra), error.extensions());
    ScmpPayload payload = ScmpPayload.decode((ScmpMessage) error.layer4()).orElseThrow();
    assertEquals(new ScmpInfo.ExtensionIndex(3), payload.info());
    assertEquals(32, payload.extensions().size());
  }

  @Test
  void whatIsRepeatedIsCutToTheRoomThereIs() {
    ExtensionHeader large =
        new ExtensionHeader(ExtensionHeader.END_TO_END, 2, ByteString.of(new byte[2_037]));
    ExtensionHeader unknown =
        new ExtensionHeader(ExtensionHeader.HOP_BY_HOP, 3, ByteString.of(new byte[5]));
    ScionPacket error = aboutRefused(local(List.of(large, unknown), udp())).orElseThrow();
    ScmpPayload payload = ScmpPayload.decode((ScmpMessage) error.layer4()).orElseThrow();
    assertEquals(ScmpPayload.MAX_PART_SIZE, payload.extensions().size());
  }

  @Test
  void errorThatWouldBeLargerThanAPacketIsNotMade() {
    ExtensionHeader large =
        new ExtensionHeader(ExtensionHeader.END_TO_END, 2, ByteString.of(new byte[2_037]));
    ByteBuffer packet =
        RandomPackets.encode(
            new ScionPacket(
                SELF,
                new ScionAddress(IsdAs.parse("1-11"), SELF.host()),
                longPath(),
                nCopies(PacketParts.MAX_EXTENSIONS - 1, large),
                udp()));
    assertTrue(about(packet).isPresent());
    assertEquals(
        Optional.empty(),
        ScmpErrors.about(
            packet, ScmpType.BAD_EXTENSION_ORDER, new ScmpInfo.ExtensionIndex(1), SELF, NOW_US));
  }

  @Test
  void errorThatWouldHaveMoreExtensionsThanAPacketIsNotMade() {
    ExtensionHeader known =
        new ExtensionHeader(ExtensionHeader.END_TO_END, 2, ByteString.of(new byte[5]));
    int most = PacketParts.MAX_EXTENSIONS;
    assertEquals(
        most, about(local(nCopies(most - 1, known), udp())).orElseThrow().extensions().size());
    assertEquals(Optional.empty(), about(local(nCopies(most, known), udp())));
  }

  @Test
  void wholePacketIsNotRefusedAndNotAnswered() {
    assertEquals(Optional.empty(), aboutRefused(bytes(HERE, path())));
  }

  private static Optional<ScionPacket> about(ByteBuffer packet) {
    return ScmpErrors.about(packet, ScmpType.UNREACHABLE_HOST, NONE, SELF, NOW_US);
  }

  private static Optional<ScionPacket> aboutRefused(ByteBuffer packet) {
    return ScmpErrors.aboutRefused(packet, SELF, NOW_US);
  }

  private static String type(ScionPacket error) {
    ScmpMessage message = (ScmpMessage) error.layer4();
    return ScmpType.of(message.scmpClass(), message.type()).orElseThrow().name();
  }

  private static ByteBuffer local(List<ExtensionHeader> extensions, Layer4 layer4) {
    return RandomPackets.encode(new ScionPacket(SELF, SELF, ScionPath.EMPTY, extensions, layer4));
  }

  private static ByteBuffer bytes(IsdAs source, ScionPath path) {
    return RandomPackets.encode(
        new ScionPacket(SELF, new ScionAddress(source, SELF.host()), path, List.of(), udp()));
  }

  private static UdpDatagram udp() {
    return new UdpDatagram(1_001, 30_041, ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  private static ScionPath path() {
    return PacketCodec.decode(
            PacketVectors.bytes(
                PacketVectors.cases("packets.json")
                    .filter(vector -> vector.get("name").textValue().equals("up-core-down-in-core"))
                    .findFirst()
                    .orElseThrow()
                    .get("packet")))
        .orElseThrow()
        .path();
  }

  private static ScionPath longPath() {
    HopField hop = new HopField(false, false, false, false, 63, 1, 2, 3);
    InfoField info = new InfoField(true, false, false, 1_520_000_000, 1, 90);
    return ScionPath.of(List.of(new ScionPath.Segment(info, nCopies(90, hop))));
  }

  private static ScmpPayload payload() {
    return new ScmpPayload(
        new ScmpInfo.Echo(1, 2),
        ByteString.EMPTY,
        ByteString.EMPTY,
        ByteString.EMPTY,
        ByteString.EMPTY,
        ByteString.EMPTY,
        0,
        ByteString.EMPTY);
  }
}
