package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.wire.trust.LegacyTrust.elements;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.wire.RefusalReason;

class CertificateChainTest {
  private static final String CERTIFICATE =
      """
      {"Subject": "1-14", "Issuer": "1-11", "TRCVersion": 1, "Version": 1, "Comment": "c",
       "CanIssue": false, "IssuingTime": 10, "ExpirationTime": 20, "EncAlgorithm": "e",
       "SubjectEncKey": "AAAA", "SignAlgorithm": "s", "SubjectSignKey": "AAAA",
       "Signature": "AAAA"}\
      """;
  private static final String VALID = "{\"0\": " + CERTIFICATE + ", \"1\": " + CERTIFICATE + "}";

  static Stream<JsonNode> networkAses() {
    return LegacyTrust.networks().flatMap(network -> elements(network.get("ases")));
  }

  static Stream<JsonNode> chainCases() {
    return LegacyTrust.cases("chain");
  }

  static Stream<JsonNode> parseCases() {
    return LegacyTrust.cases("chainParse");
  }

  @ParameterizedTest
  @MethodSource("networkAses")
  void recordedChainIsUnderstoodAndMadeAgainToTheByte(JsonNode recorded) {
    CertificateChain chain = CertificateChain.parse(utf8(recorded.get("chainJson"))).orElseThrow();

    assertEquals(recorded.get("signPublicKey").textValue(), chain.leaf().subjectSignKey().hex());
    assertEquals(recorded.get("leafSignedBytes").textValue(), text(chain.leaf().signedBytes()));
    assertEquals(recorded.get("coreSignedBytes").textValue(), text(chain.core().signedBytes()));
    assertEquals(text(chain.json()), text(CertificateChain.of(chain.leaf(), chain.core()).json()));
  }

  @ParameterizedTest
  @MethodSource("chainCases")
  void recordedSignedBytesAreReproduced(JsonNode recorded) {
    CertificateChain chain = CertificateChain.parse(utf8(recorded.get("chain"))).orElseThrow();

    assertEquals(recorded.get("leafSignedBytes").textValue(), text(chain.leaf().signedBytes()));
  }

  @ParameterizedTest
  @MethodSource("parseCases")
  void recordedParsingIsReproduced(JsonNode recorded) {
    boolean accepted = CertificateChain.parse(utf8(recorded.get("chain"))).whyRefused().isEmpty();

    switch (recorded.at("/expect/result").textValue()) {
      case "ok" -> assertTrue(accepted);
      case "error" -> assertTrue(!accepted);
      default -> assertEquals("either", recorded.at("/expect/result").textValue());
    }
  }

  @Test
  void signatureIsReplaced() {
    Certificate leaf = CertificateChain.parse(utf8(VALID)).orElseThrow().leaf();
    Certificate signed = leaf.signedWith(utf8("signature"));

    assertEquals(utf8("signature"), signed.signature());
    assertEquals(leaf.signedBytes(), signed.signedBytes());
  }

  static Stream<Map.Entry<String, RefusalReason>> malformed() {
    return Stream.of(
        Map.entry("", RefusalReason.JSON),
        Map.entry("{}", RefusalReason.CHAIN_LENGTH),
        Map.entry("{\"0\": " + CERTIFICATE + "}", RefusalReason.CHAIN_LENGTH),
        Map.entry(VALID.replace("\"1\":", "\"2\":"), RefusalReason.CHAIN_LENGTH),
        Map.entry(VALID.replace("\"1\":", "\"0\":"), RefusalReason.JSON),
        Map.entry("{\"0\": 1, \"1\": 2}", RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("Comment", "Remark"), RefusalReason.JSON_FIELD_MISSING),
        Map.entry(VALID.replace("\"c\"", "1"), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"c\"", "\"\\ud800\""), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("false", "\"false\""), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"1-14\"", "\"someone\""), RefusalReason.JSON_FIELD),
        Map.entry(VALID.replace("\"AAAA\"", "\"*\""), RefusalReason.JSON_FIELD));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTextIsRefusedWithItsReason(Map.Entry<String, RefusalReason> text) {
    assertEquals(
        text.getValue(),
        CertificateChain.parse(utf8(text.getKey())).whyRefused().orElseThrow().reason());
  }
}
