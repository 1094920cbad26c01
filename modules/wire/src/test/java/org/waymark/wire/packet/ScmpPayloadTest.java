package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.RevocationCodec;

class ScmpPayloadTest {
  private static final RevocationCodec CODEC = new RevocationCodec(DecoderLimits.DEFAULT);
  private static final ScmpInfo.PathOffsets OFFSETS = new ScmpInfo.PathOffsets(56, 64, 4_095, true);

  private static List<JsonNode> recorded() {
    return PacketVectors.cases("packets.json").filter(vector -> vector.has("scmpPayload")).toList();
  }

  @Test
  void thereAreSixRecordedPayloads() {
    assertEquals(6, recorded().size());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void recordedPayloadIsReadAndWrittenByteForByte(JsonNode vector) {
    ScmpMessage message = message(vector);
    ScmpPayload payload = ScmpPayload.decode(message).orElseThrow();
    JsonNode parts = vector.at("/scmpPayload/parts");
    assertEquals(parts.get("cmn_hdr").textValue(), payload.commonHeader().hex());
    assertEquals(parts.get("addrs").textValue(), payload.addressHeader().hex());
    assertEquals(parts.get("path").textValue(), payload.path().hex());
    assertEquals(parts.get("exts").textValue(), payload.extensions().hex());
    assertEquals(parts.get("l4_hdr").textValue(), payload.layer4Header().hex());
    assertEquals(vector.at("/scmpPayload/l4Proto").intValue(), payload.layer4Protocol());
    assertEquals(ByteString.EMPTY, payload.data());
    assertEquals(message.payload(), payload.encode());
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void revocationIsReadThroughItsPadding(JsonNode vector) {
    ScmpInfo info = ScmpPayload.decode(message(vector)).orElseThrow().info();
    JsonNode recorded = vector.at("/scmpPayload/revokedInterface");
    if (recorded.isMissingNode()) {
      assertEquals(new ScmpInfo.None(), info);
      return;
    }
    ScmpInfo.RevokedInterface revoked = (ScmpInfo.RevokedInterface) info;
    assertEquals(
        new ScmpInfo.PathOffsets(
            recorded.get("infoOffset").intValue(),
            recorded.get("hopOffset").intValue(),
            recorded.get("ifID").intValue(),
            recorded.get("ingress").booleanValue()),
        revoked.offsets());
    assertEquals(recorded.get("revInfoPadded").textValue(), revoked.revInfo().hex());
    Revocation revocation = revoked.revocation(CODEC).orElseThrow();
    assertEquals(new IsdAs(recorded.at("/revInfoFields/isdas").longValue()), revocation.ia());
    assertEquals(recorded.at("/revInfoFields/ifID").longValue(), revocation.interfaceId());
    assertEquals(recorded.at("/revInfoFields/epoch").longValue(), revocation.epoch());
    assertEquals(
        recorded.at("/revInfoFields/nextRoot/hex").textValue(), revocation.nextRoot().hex());
  }

  @Test
  void revocationThatWeSendIsPaddedAndReadBack() {
    for (int nonce = 0; nonce < 24; nonce++) {
      Revocation revocation = revocation(nonce);
      ScmpInfo.RevokedInterface info = ScmpInfo.RevokedInterface.of(OFFSETS, revocation);
      ScmpPayload sent = payload(info, ByteString.EMPTY);
      ScmpPayload read =
          ScmpPayload.decode(sent.message(ScmpType.REVOKED_INTERFACE, 5)).orElseThrow();
      assertEquals(sent, read);
      assertEquals(
          revocation, ((ScmpInfo.RevokedInterface) read.info()).revocation(CODEC).orElseThrow());
    }
  }

  @Test
  void everyKindOfInfoComesBack() {
    for (ScmpType type : ScmpType.values()) {
      for (ScmpInfo info : List.of(new ScmpInfo.None(), info(type))) {
        ScmpPayload sent = payload(info, ByteString.of((byte) 1, (byte) 2, (byte) 3));
        ScmpMessage message = sent.message(type, 7);
        assertEquals(sent.size(), message.payload().remaining());
        assertEquals(sent, ScmpPayload.decode(message).orElseThrow(), type.name());
      }
    }
  }

  @Test
  void everyTypeHasNumbersOfItsOwn() {
    Set<List<Integer>> numbers = new HashSet<>();
    for (ScmpType type : ScmpType.values()) {
      assertTrue(numbers.add(List.of(type.scmpClass(), type.number())));
      assertEquals(Optional.of(type), ScmpType.of(type.scmpClass(), type.number()));
    }
    assertEquals(Optional.empty(), ScmpType.of(1, 9));
    assertEquals(Optional.empty(), ScmpType.of(5, 0));
    assertEquals(
        List.of(ScmpType.ECHO_REQUEST, ScmpType.ECHO_REPLY),
        Arrays.stream(ScmpType.values()).filter(type -> !type.isError()).toList());
  }

  @Test
  void infoOfATypeNobodyKnowsIsKept() {
    ScmpPayload sent = payload(new ScmpInfo.Unknown(ByteString.of(new byte[24])), ByteString.EMPTY);
    ScmpMessage message = new ScmpMessage(77, 3, 1, sent.encode());
    assertEquals(sent, ScmpPayload.decode(message).orElseThrow());
  }

  @Test
  void everyTruncationIsRefused() {
    ScmpPayload whole =
        payload(ScmpInfo.RevokedInterface.of(OFFSETS, revocation(9)), ByteString.EMPTY);
    ByteBuffer bytes = whole.encode();
    for (int length = 0; length < bytes.limit(); length++) {
      ScmpMessage cut = new ScmpMessage(3, 4, 0, bytes.slice(0, length));
      assertEquals(Optional.of(RefusalReason.SCMP_PARTS), reason(ScmpPayload.decode(cut)));
    }
  }

  @Test
  void infoOfTheWrongSizeIsRefused() {
    ByteBuffer twoLines =
        payload(new ScmpInfo.Unknown(ByteString.of(new byte[16])), ByteString.EMPTY).encode();
    for (ScmpType type : ScmpType.values()) {
      Optional<RefusalReason> reason =
          reason(ScmpPayload.decode(new ScmpMessage(type.scmpClass(), type.number(), 0, twoLines)));
      boolean anySize =
          type.info() == ScmpType.Info.NONE || type.info() == ScmpType.Info.REVOKED_INTERFACE;
      assertEquals(
          anySize ? Optional.empty() : Optional.of(RefusalReason.SCMP_INFO), reason, type.name());
    }
  }

  @Test
  void revokedInterfaceWithoutARevInfoIsRefused() {
    ScmpMessage message = payload(OFFSETS, ByteString.EMPTY).message(ScmpType.REVOKED_INTERFACE, 0);
    assertEquals(Optional.of(RefusalReason.SCMP_INFO), reason(ScmpPayload.decode(message)));
  }

  @Test
  void partsThatDoNotFitTheirLengthAreNotWritten() {
    assertThrows(
        IllegalArgumentException.class,
        () -> payload(new ScmpInfo.Text(ByteString.of(new byte[2_039])), ByteString.EMPTY));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ScmpPayload(
                new ScmpInfo.None(),
                ByteString.of(new byte[7]),
                ByteString.EMPTY,
                ByteString.EMPTY,
                ByteString.EMPTY,
                ByteString.EMPTY,
                0,
                ByteString.EMPTY));
  }

  private static ScmpInfo info(ScmpType type) {
    return switch (type.info()) {
      case NONE -> new ScmpInfo.None();
      case TEXT -> ScmpInfo.Text.of("no reason to give");
      case ECHO -> new ScmpInfo.Echo(65_535, 2);
      case PACKET_SIZE -> new ScmpInfo.PacketSize(65_535, 1_472);
      case PATH_OFFSETS -> OFFSETS;
      case REVOKED_INTERFACE -> ScmpInfo.RevokedInterface.of(OFFSETS, revocation(3));
      case EXTENSION_INDEX -> new ScmpInfo.ExtensionIndex(255);
    };
  }

  private static ScmpPayload payload(ScmpInfo info, ByteString data) {
    return new ScmpPayload(
        info,
        ByteString.of(new byte[8]),
        ByteString.of(new byte[24]),
        ByteString.ofHex("015a995bc4000101003f00f0003159bd"),
        ByteString.EMPTY,
        ByteString.ofHex("762f755900081557"),
        17,
        data);
  }

  private static Revocation revocation(int nonceBytes) {
    return new Revocation(
        IsdAs.parse("1-13"),
        61,
        152_000_000,
        ByteString.of(new byte[nonceBytes]),
        List.of(),
        ByteString.EMPTY,
        ByteString.EMPTY,
        0,
        600);
  }

  private static ScmpMessage message(JsonNode vector) {
    return (ScmpMessage)
        PacketCodec.decode(PacketVectors.bytes(vector.get("packet"))).orElseThrow().layer4();
  }

  private static Optional<RefusalReason> reason(Decoded<?> decoded) {
    return decoded.whyRefused().map(Refusal::reason);
  }
}
