package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;

class Lz4TextTest {
  static Stream<JsonNode> cases() {
    return LegacyTrust.cases("lz4");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void recordedUnpackingIsReproduced(JsonNode recorded) {
    Decoded<ByteString> unpacked =
        Lz4Text.unpack(ByteString.ofHex(recorded.get("packed").textValue()), DecoderLimits.DEFAULT);

    switch (recorded.at("/expect/result").textValue()) {
      case "ok" ->
          assertEquals(recorded.at("/expect/text").textValue(), text(unpacked.orElseThrow()));
      case "error" -> assertTrue(unpacked.whyRefused().isPresent());
      default -> assertEquals("either", recorded.at("/expect/result").textValue());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 12, 13, 255, 65_536, 1 << 20})
  void textSurvivesPacking(int size) {
    byte[] repetitive = new byte[size];
    ByteString text = ByteString.owning(repetitive);

    assertEquals(text, Lz4Text.unpack(Lz4Text.pack(text), DecoderLimits.DEFAULT).orElseThrow());
  }

  @Test
  void textOverTheLimitIsRefused() {
    ByteString packed = Lz4Text.pack(ByteString.owning(new byte[(1 << 20) + 1]));

    assertEquals(RefusalReason.LZ4_TOO_LONG, reason(packed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "00000000", "ffff0f0000", "02000000" + "1041", "01000000" + "204141"})
  void lengthThatDoesNotFitTheBlockIsRefused(String hex) {
    assertEquals(RefusalReason.LZ4, reason(ByteString.ofHex(hex)));
  }

  @Test
  void lengthIsLittleEndian() {
    assertEquals(
        utf8("A"),
        Lz4Text.unpack(ByteString.ofHex("010000001041"), DecoderLimits.DEFAULT).orElseThrow());
  }

  private static RefusalReason reason(ByteString packed) {
    return Lz4Text.unpack(packed, DecoderLimits.DEFAULT).whyRefused().orElseThrow().reason();
  }
}
