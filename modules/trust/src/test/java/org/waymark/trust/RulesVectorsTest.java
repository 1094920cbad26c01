package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Compares the verification of TRCs and chains with that of the original, by the rules in the
 * README of the vectors.
 */
class RulesVectorsTest {
  private static final Ed25519 ED25519 = Ed25519.fastest();

  private static Stream<Named<JsonNode>> kind(String kind) {
    return LegacyVectors.cases("trust/cases.json")
        .filter(c -> c.getPayload().get("kind").textValue().equals(kind));
  }

  static Stream<Named<JsonNode>> updates() {
    return kind("trcUpdate");
  }

  static Stream<Named<JsonNode>> activity() {
    return kind("trcActive");
  }

  static Stream<Named<JsonNode>> chains() {
    return kind("chain");
  }

  @ParameterizedTest
  @MethodSource("updates")
  void updateIsJudgedAsRecorded(JsonNode recorded) {
    Trc trusted = LegacyVectors.trc(recorded.get("trusted"));
    Trc next = LegacyVectors.trc(recorded.get("new"));
    // Rule `isd`: an update across ISDs is refused, whatever the original did.
    boolean expected = isOk(recorded) && trusted.isd() == next.isd();

    compare(expected, new TrcRules(ED25519).update(trusted, next));
  }

  @ParameterizedTest
  @MethodSource("activity")
  void activityIsJudgedAsRecorded(JsonNode recorded) {
    Trc trc = LegacyVectors.trc(recorded.get("trc"));
    Trc newest = recorded.get("newest").isNull() ? trc : LegacyVectors.trc(recorded.get("newest"));

    compare(isOk(recorded), TrcRules.active(trc, newest, recorded.get("clock").longValue()));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void chainIsJudgedAsRecorded(JsonNode recorded) {
    CertificateChain chain = LegacyVectors.chain(recorded.get("chain"));
    IsdAs subject = IsdAs.parse(recorded.get("subject").textValue());
    Trc trc = LegacyVectors.trc(recorded.get("trc"));

    compare(
        isOk(recorded),
        new ChainRules(ED25519).verify(chain, subject, trc, recorded.get("clock").longValue()));
  }

  private static boolean isOk(JsonNode recorded) {
    String result = recorded.at("/expect/result").textValue();
    assertTrue(result.equals("ok") || result.equals("error"), result);
    return result.equals("ok");
  }

  private static void compare(boolean accepted, Optional<TrustRefusal> refusal) {
    assertEquals(accepted, refusal.isEmpty(), refusal::toString);
  }
}
