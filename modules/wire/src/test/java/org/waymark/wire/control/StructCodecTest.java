package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.LegacyVectors.Case;
import org.waymark.wire.capnp.Form;

class StructCodecTest {
  private final StructCodec codec = new StructCodec(DecoderLimits.DEFAULT);

  static List<Case> structs() {
    return LegacyVectors.cases("messages/structs.json");
  }

  @ParameterizedTest
  @MethodSource("structs")
  void recordedStructsDecodeToTheirFieldsAndBack(Case recorded) {
    for (Form form : Form.values()) {
      switch (recorded.text("struct")) {
        case "PathSegment" ->
            check(
                recorded, form, codec::pathSegment, WireFields::of, StructCodec::encodePathSegment);
        case "PathSegmentSignedData" ->
            check(
                recorded,
                form,
                codec::signedData,
                field -> object("infoF", WireFields.bytes(field)),
                StructCodec::encodeSignedData);
        case "ASEntry" ->
            check(recorded, form, codec::asEntry, WireFields::of, StructCodec::encodeAsEntry);
        case "HopEntry" ->
            check(recorded, form, codec::hopEntry, WireFields::of, StructCodec::encodeHopEntry);
        case "RevInfo" ->
            check(recorded, form, codec::revInfo, WireFields::of, StructCodecTest::encode);
        case "SegRecs" ->
            check(recorded, form, codec::segRecs, WireFields::of, StructCodec::encodeSegRecs);
        case "PathSegMeta" ->
            check(
                recorded, form, codec::pathSegMeta, WireFields::of, StructCodec::encodePathSegMeta);
        case "ISDAnnouncementExt" ->
            check(
                recorded,
                form,
                codec::isdAnnouncement,
                set -> object("set", JsonNodeFactory.instance.booleanNode(set)),
                StructCodec::encodeIsdAnnouncement);
        default -> throw new AssertionError("a struct without a codec: " + recorded);
      }
    }
  }

  private static <T> void check(
      Case recorded,
      Form form,
      BiFunction<Form, ByteString, Decoded<T>> decoding,
      Function<T, JsonNode> rendering,
      BiFunction<Form, T, ByteString> encoding) {
    T fields = decoding.apply(form, recorded.message(form)).orElseThrow();
    assertEquals(recorded.fields(), rendering.apply(fields));
    assertEquals(fields, decoding.apply(form, encoding.apply(form, fields)).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("structs")
  void recordedSegmentsWithAsEntriesAreSegments(Case recorded) {
    if (!recorded.text("struct").equals("PathSegment")) {
      return;
    }
    Decoded<PathSegment> decoded =
        new SegmentCodec(DecoderLimits.DEFAULT).decodePacked(recorded.bytes("packed"));
    if (recorded.has("segmentId")) {
      assertEquals(recorded.text("segmentId"), decoded.orElseThrow().id().toString());
      assertEquals(recorded.json().get("expiry").asLong(), decoded.orElseThrow().expiryS());
    } else {
      assertTrue(decoded.whyRefused().isPresent());
    }
  }

  private static ByteString encode(Form form, Revocation revocation) {
    return switch (form) {
      case PACKED -> RevocationCodec.encodePacked(revocation);
      case UNPACKED -> RevocationCodec.encode(revocation);
    };
  }

  private static JsonNode object(String name, JsonNode value) {
    return JsonNodeFactory.instance.objectNode().set(name, value);
  }
}
