package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.SegmentSignedBytes;

/**
 * Compares the verification of segments with that of the original, by the rules in the README of
 * the vectors: {@code unsigned} (an entry of type none is refused) and {@code uncaught} (input that
 * crashed the original is refused).
 */
class SegmentVectorsTest {
  private static final SegmentCodec CODEC = new SegmentCodec(DecoderLimits.DEFAULT);
  private static final Set<String> UNREADABLE = Set.of("unparsable", "uncaught");

  private static final List<Ed25519> LIBRARIES = List.of(Ed25519.fastest(), Ed25519.bouncyCastle());

  /** One cache for all cases: entries cached in one case must not change the result of another. */
  private static final VerifiedPrefixes SHARED =
      new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY);

  private static final HeldTrust TINY = trustOf("tiny");
  private static final HeldTrust DEFAULT = trustOf("default");

  static Stream<Named<JsonNode>> cases() {
    return Stream.of("segments/segments.json", "segments/tampered.json")
        .flatMap(LegacyVectors::cases);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void segmentIsReadAsRecorded(JsonNode recorded) {
    switch (CODEC.decodePacked(ByteString.ofHex(recorded.get("segment").textValue()))) {
      case Decoded.Accepted<PathSegment>(PathSegment segment) -> {
        assertEquals(recorded.get("segmentId").textValue(), segment.id().bytes().hex());
        assertEquals(recorded.get("infoTimestamp").longValue(), segment.timestampS());
        assertEquals(recorded.get("expiry").longValue(), segment.expiryS());
        assertEquals(recorded.get("hopCount").intValue(), segment.hops().size());
        assertEquals(recorded.get("firstIA").textValue(), segment.firstIa().toString());
        assertEquals(recorded.get("lastIA").textValue(), segment.lastIa().toString());
      }
      case Decoded.Refused<PathSegment>(var refusal) ->
          assertEquals(true, UNREADABLE.contains(result(recorded)), refusal::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void segmentIsJudgedAsRecorded(JsonNode recorded) {
    Optional<CapnpSegment> decoded = decoded(recorded);
    if (decoded.isEmpty()) {
      assertEquals(true, UNREADABLE.contains(result(recorded)));
      return;
    }
    CapnpSegment segment = decoded.get();
    for (Ed25519 ed25519 : LIBRARIES) {
      compare(recorded, segment, verify(recorded, segment, ed25519, new VerifiedPrefixes(10)));
      compare(recorded, segment, verify(recorded, segment, ed25519, SHARED));
      compare(recorded, segment, verify(recorded, segment, ed25519, SHARED));
    }
  }

  private static Verification verify(
      JsonNode recorded, CapnpSegment segment, Ed25519 ed25519, VerifiedPrefixes memory) {
    FixedClock clock = FixedClock.atS(recorded.get("clock").longValue());
    IsdAs localIa = IsdAs.parse(recorded.get("verifier").textValue());
    return new SegmentVerifier(ed25519, memory, clock).verify(segment, trust(recorded), localIa);
  }

  private static void compare(JsonNode recorded, CapnpSegment segment, Verification actual) {
    boolean unsigned =
        segment.entries().stream().anyMatch(e -> e.sign().type() == CapnpSign.Type.NONE);
    switch (unsigned ? "refused" : result(recorded)) {
      case "verified" -> {
        Verification.Verified verified =
            assertInstanceOf(Verification.Verified.class, actual, actual::toString);
        assertEquals(namedTrust(segment), Set.copyOf(verified.verifiedWith()));
      }
      case "waits" -> {
        Verification.Missing missing =
            assertInstanceOf(Verification.Missing.class, actual, actual::toString);
        assertEquals(versions(recorded.at("/expect/missingTrcs"), "-0"), versions(missing.trcs()));
        assertEquals(
            versions(recorded.at("/expect/missingChains"), ""), versions(missing.chains()));
      }
      case "refused", "uncaught" ->
          assertInstanceOf(Verification.Refused.class, actual, actual::toString);
      default -> throw new AssertionError("read although recorded as " + result(recorded));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySignatureIsJudgedAsRecorded(JsonNode recorded) {
    JsonNode signatures = recorded.at("/expect/signatures");
    Optional<CapnpSegment> decoded = decoded(recorded);
    if (decoded.isEmpty() || signatures.isMissingNode()) {
      return;
    }
    Ed25519 ed25519 = LIBRARIES.getFirst();
    for (int i = 0; i < signatures.size(); i++) {
      CapnpAsEntry entry = decoded.get().entries().get(i);
      ByteString signed = SegmentSignedBytes.of(decoded.get(), i);
      Optional<Boolean> valid =
          trust(recorded)
              .chain(entry.ia(), 1)
              .map(
                  chain ->
                      ed25519.verify(
                          chain.leaf().subjectSignKey(), entry.sign().signature(), signed));
      if (entry.sign().type() == CapnpSign.Type.ED25519) {
        assertEquals(
            signatures.get(i).isNull()
                ? Optional.empty()
                : Optional.of(signatures.get(i).isBoolean()),
            valid,
            "entry " + i);
      }
    }
  }

  private static Optional<CapnpSegment> decoded(JsonNode recorded) {
    return CODEC
        .decodePacked(ByteString.ofHex(recorded.get("segment").textValue()))
        .asOptional()
        .map(
            segment ->
                switch (segment) {
                  case CapnpSegment capnp -> capnp;
                });
  }

  private static String result(JsonNode recorded) {
    return recorded.at("/expect/result").textValue();
  }

  private static Set<TrustVersion> namedTrust(CapnpSegment segment) {
    return segment.entries().stream()
        .flatMap(e -> Stream.of(NeededTrust.trcVersion(e), NeededTrust.chainVersion(e)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static List<String> versions(JsonNode recorded, String suffix) {
    return LegacyVectors.elements(recorded)
        .map(pair -> pair.get(0).asText() + suffix + " " + pair.get(1).asText())
        .toList();
  }

  private static List<String> versions(List<TrustVersion> missing) {
    return missing.stream().map(m -> m.subject() + " " + m.version()).toList();
  }

  private static HeldTrust trust(JsonNode recorded) {
    return switch (recorded.get("network").textValue()) {
      case "Tiny" -> TINY;
      case "Default" -> DEFAULT;
      default -> throw new AssertionError("unknown network");
    };
  }

  private static HeldTrust trustOf(String network) {
    JsonNode recorded = LegacyVectors.read("trust/network-" + network + ".json");
    HeldTrust trust = new HeldTrust();
    recorded.get("trcs").forEach(trc -> trust.add(LegacyVectors.trc(trc.get("trcJson"))));
    recorded.get("ases").forEach(as -> trust.add(LegacyVectors.chain(as.get("chainJson"))));
    return trust;
  }
}
