package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.LegacyVectors.Case;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SignedControlPayload;

class ControlCodecTest {
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);

  static Stream<Case> payloads() {
    return LegacyVectors.cases("messages/ctrl.json").stream()
        .filter(recorded -> recorded.text("struct").equals("CtrlPld"));
  }

  static Stream<Case> signedPayloads() {
    return LegacyVectors.cases("messages/ctrl.json").stream()
        .filter(recorded -> recorded.text("struct").equals("SignedCtrlPld"));
  }

  static List<Case> malformed() {
    return LegacyVectors.cases("messages/malformed.json");
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void recordedPayloadsDecodeToTheirFieldsInBothForms(Case recorded) {
    for (Form form : Form.values()) {
      ControlPayload payload = codec.decode(form, recorded.message(form)).orElseThrow();
      assertEquals(recorded.fields(), WireFields.of(payload));
    }
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void reEncodedPayloadsDecodeToTheSameFields(Case recorded) {
    ControlPayload payload = codec.decodePacked(recorded.bytes("packed")).orElseThrow();
    for (Form form : Form.values()) {
      ControlPayload again = codec.decode(form, ControlCodec.encode(form, payload)).orElseThrow();
      assertEquals(recorded.fields(), WireFields.of(again));
    }
    ControlPayload framed =
        codec.decodeFramed(buffer(ControlCodec.encodeFramed(payload).toBytes())).orElseThrow();
    assertEquals(recorded.fields(), WireFields.of(framed));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void recordedDatagramsDecodeToTheirFieldsAndDispatchKeys(Case recorded) {
    if (!recorded.has("framed")) {
      return;
    }
    ControlPayload payload =
        codec.decodeFramed(buffer(recorded.bytes("framed").toBytes())).orElseThrow();
    assertEquals(recorded.fields(), WireFields.of(payload));
    if (recorded.has("class")) {
      assertEquals(recorded.text("class"), payload.message().messageClass());
      assertEquals(recorded.text("type"), payload.message().messageType());
    }
  }

  @ParameterizedTest
  @MethodSource("signedPayloads")
  void signedPayloadsDecodeToTheirFieldsInBothForms(Case recorded) {
    for (Form form : Form.values()) {
      SignedControlPayload payload = codec.decodeSigned(form, recorded.message(form)).orElseThrow();
      assertEquals(recorded.fields(), WireFields.of(payload));
      assertEquals(
          payload, codec.decodeSigned(form, ControlCodec.encode(form, payload)).orElseThrow());
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedDatagramsAreRefused(Case recorded) {
    Decoded<ControlPayload> decoded =
        codec.decodeFramed(buffer(recorded.bytes("framed").toBytes()));
    assertTrue(decoded.whyRefused().isPresent(), () -> recorded + " gave " + decoded);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }
}
