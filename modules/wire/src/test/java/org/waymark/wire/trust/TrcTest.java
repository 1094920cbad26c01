package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.waymark.wire.trust.LegacyTrust.elements;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.RefusalReason;

class TrcTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String VALID =
      """
      {"ISD": 1, "Description": "d", "Version": 2, "CreationTime": 10, "ExpirationTime": 20,
       "CoreASes": {"1-11": {"OnlineKey": "%s", "OfflineKey": "%s", "Note": [1.50, "x"]}},
       "RootCAs": {}, "CertLogs": {}, "RAINS": {}, "ThresholdEEPKI": 0, "QuorumTRC": 1,
       "QuorumCAs": 0, "GracePeriod": 5, "Quarantine": false,
       "Signatures": {"1-11": "AAAA"}}\
      """
          .formatted(KEY, KEY);

  static Stream<JsonNode> networkTrcs() {
    return LegacyTrust.networks().flatMap(network -> elements(network.get("trcs")));
  }

  @ParameterizedTest
  @MethodSource("networkTrcs")
  void recordedTrcIsUnderstood(JsonNode recorded) {
    Trc trc = Trc.parse(utf8(recorded.get("trcJson"))).orElseThrow();

    assertEquals(recorded.get("isd").intValue(), trc.isd());
    assertEquals(recorded.get("version").longValue(), trc.version());
    assertEquals(recorded.get("trcJson").textValue(), text(trc.json()));
    assertEquals(recorded.get("signedBytes").textValue(), text(trc.signedBytes()));
    List<String> cores = elements(recorded.get("coreASes")).map(JsonNode::textValue).toList();
    assertEquals(cores, trc.coreAses().keySet().stream().map(IsdAs::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("networkTrcs")
  void recordedTrcIsMadeAgainToTheByte(JsonNode recorded) {
    Trc trc = Trc.parse(utf8(recorded.get("trcJson"))).orElseThrow();
    UnsignedTrc unsigned =
        new UnsignedTrc(
            trc.isd(),
            trc.description(),
            trc.version(),
            trc.creationTimeS(),
            trc.expirationTimeS(),
            trc.coreAses(),
            trc.quorum(),
            trc.gracePeriodS(),
            trc.quarantine());

    assertEquals(text(trc.signedBytes()), text(unsigned.signedBytes()));
    assertEquals(text(trc.json()), text(unsigned.signedBy(trc.signatures()).json()));
  }

  @Test
  void nonAsciiIsEscapedInSignedBytes() {
    JsonNode recorded =
        LegacyTrust.cases("trcUpdate").filter(c -> c.has("signedBytes")).findFirst().orElseThrow();

    Trc trc = Trc.parse(utf8(recorded.get("new"))).orElseThrow();

    assertEquals("Zürich ✓", trc.description());
    assertEquals(recorded.get("signedBytes").textValue(), text(trc.signedBytes()));
  }

  @Test
  void fieldsInsideKnownOnesAreSignedAndUnknownOnesBesideThemAreNot() {
    Trc plain = Trc.parse(utf8(VALID)).orElseThrow();
    Trc extended =
        Trc.parse(utf8(VALID.replace("{\"ISD\"", "{\"Extra\": 1, \"ISD\""))).orElseThrow();
    Trc changed = Trc.parse(utf8(VALID.replace("1.50", "2"))).orElseThrow();

    assertEquals(plain.signedBytes(), extended.signedBytes());
    assertNotEquals(plain, extended);
    assertNotEquals(plain.signedBytes(), changed.signedBytes());
  }

  @Test
  void textOfDigitsIsAnIntegerAndIsSignedAsOne() {
    Trc plain = Trc.parse(utf8(VALID)).orElseThrow();
    Trc asText =
        Trc.parse(utf8(VALID.replace("\"Version\": 2", "\"Version\": \"2\""))).orElseThrow();

    assertEquals(2, asText.version());
    assertEquals(plain.signedBytes(), asText.signedBytes());
  }

  static Stream<Map.Entry<String, RefusalReason>> malformed() {
    return Stream.of(
        Map.entry("", RefusalReason.JSON),
        Map.entry("[]", RefusalReason.JSON),
        Map.entry("null", RefusalReason.JSON),
        Map.entry(VALID + "x", RefusalReason.JSON),
        Map.entry(VALID + "{}", RefusalReason.JSON),
        Map.entry(VALID.replace("{\"ISD\"", "{\"ISD\": 1, \"ISD\""), RefusalReason.JSON),
        Map.entry(VALID.replace("1.50", "NaN"), RefusalReason.JSON),
        Map.entry(VALID.replace("1.50", "1e999"), RefusalReason.JSON),
        Map.entry(VALID.replace("1.50", "1".repeat(401)), RefusalReason.JSON),
        Map.entry(VALID.replace("1.50", "[".repeat(15) + "]".repeat(15)), RefusalReason.JSON),
        Map.entry(VALID.replace("1.50", " ".repeat(1 << 20)), RefusalReason.JSON_TOO_LONG),
        Map.entry(VALID.replace("\"Version\"", "\"version\""), RefusalReason.JSON_FIELD_MISSING),
        Map.entry(VALID.replace("\"Version\": 2", "\"Version\": null"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"Version\": 2", "\"Version\": -2"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"Version\": 2", "\"Version\": 2.0"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"Version\": 2", "\"Version\": \"\""), RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"Version\": 2", "\"Version\": 9007199254740992"),
            RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"Version\": 2", "\"Version\": 18446744073709551618"),
            RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"ISD\": 1", "\"ISD\": 0"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"ISD\": 1", "\"ISD\": 65536"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"d\"", "4"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("false", "0"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"RAINS\": {}", "\"RAINS\": []"), RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"RAINS\": {}", "\"RAINS\": {\"a\": 1}"),
            RefusalReason.JSON_FIELD_MISSING),
        Map.entry(
            VALID.replace("\"RootCAs\": {}", "\"RootCAs\": {\"a\": 1}"), RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"CertLogs\": {}", "\"CertLogs\": {\"a\": {}}"),
            RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"CertLogs\": {}", "\"CertLogs\": {\"a\": {\"b\": \"*\"}}"),
            RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"AAAA\"", "\"AAA\""), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"AAAA\"", "\"AAAB=\""), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"AAAA\"", "\"AB==\""), RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"1-11\": \"AAAA\"", "\"1-011\": \"AAAA\""), RefusalReason.JSON_FIELD),
        Map.entry(
            VALID.replace("\"1-11\": \"AAAA\"", "\"x\": \"AAAA\""), RefusalReason.JSON_FIELD));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTextIsRefusedWithItsReason(Map.Entry<String, RefusalReason> text) {
    assertEquals(
        text.getValue(), Trc.parse(utf8(text.getKey())).whyRefused().orElseThrow().reason());
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertEquals(
        RefusalReason.JSON,
        Trc.parse(ByteString.ofHex("7b22ff223a317d")).whyRefused().orElseThrow().reason());
  }
}
