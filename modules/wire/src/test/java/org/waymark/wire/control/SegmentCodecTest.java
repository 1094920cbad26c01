package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.LegacyVectors;
import org.waymark.wire.LegacyVectors.Case;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

class SegmentCodecTest {
  private final SegmentCodec codec = new SegmentCodec(DecoderLimits.DEFAULT);

  static Stream<Case> segments() {
    return Stream.of("segments/segments.json", "segments/tampered.json")
        .flatMap(file -> LegacyVectors.cases(file).stream())
        .filter(recorded -> recorded.has("segmentId"));
  }

  static Stream<Case> unreadable() {
    return LegacyVectors.cases("segments/tampered.json").stream()
        .filter(recorded -> !recorded.has("segmentId"));
  }

  @ParameterizedTest
  @MethodSource("segments")
  void recordedSegmentsHaveTheirFacts(Case recorded) {
    PathSegment segment = codec.decodePacked(recorded.bytes("segment")).orElseThrow();
    assertEquals(recorded.text("segmentId"), segment.id().toString());
    assertEquals(recorded.json().get("expiry").asLong(), segment.expiryS());
    assertEquals(recorded.json().get("infoTimestamp").asLong(), segment.timestampS());
    assertEquals(recorded.text("firstIA"), segment.firstIa().toString());
    assertEquals(recorded.text("lastIA"), segment.lastIa().toString());
    assertEquals(recorded.json().get("hopCount").asInt(), segment.hops().size());
    assertEquals(recorded.json().get("peerLinks").asInt(), segment.peers().size());
    CapnpSegment capnp = (CapnpSegment) segment;
    assertEquals(recorded.json().get("infoISD").asInt(), capnp.info().isd());
    assertEquals(recorded.json().get("minExpTime").asInt(), capnp.minExpTime());
    JsonNode entries = recorded.json().get("entries");
    assertEquals(entries.size(), capnp.entries().size());
    for (int i = 0; i < entries.size(); i++) {
      assertEntry(entries.get(i), capnp.entries().get(i));
    }
  }

  private static void assertEntry(JsonNode expected, CapnpAsEntry entry) {
    assertEquals(expected.get("ia").asText(), entry.ia().toString());
    assertEquals(expected.get("trcVersion").asLong(), entry.trcVersion());
    assertEquals(expected.get("certVersion").asLong(), entry.certVersion());
    assertEquals(expected.get("mtu").asInt(), entry.mtu());
    assertEquals(expected.get("hashTreeRoot").asText(), entry.hashTreeRoot().hex());
    assertEquals(expected.get("hops").size(), entry.hopEntries().size());
    for (int i = 0; i < entry.hopEntries().size(); i++) {
      JsonNode hop = expected.get("hops").get(i);
      CapnpHopEntry actual = entry.hopEntries().get(i);
      assertEquals(hop.get("inIA").asText(), actual.inIa().toString());
      assertEquals(hop.get("outIA").asText(), actual.outIa().toString());
      assertEquals(hop.get("remoteInIF").asLong(), actual.remoteInIf());
      assertEquals(hop.get("remoteOutIF").asLong(), actual.remoteOutIf());
      assertEquals(hop.get("inMTU").asInt(), actual.inMtu());
      assertEquals(hop.get("ingress").asInt(), actual.hopField().ingress());
      assertEquals(hop.get("egress").asInt(), actual.hopField().egress());
      assertEquals(hop.get("expTime").asInt(), actual.hopField().expTime());
      assertEquals(hop.get("xover").asBoolean(), actual.hopField().xover());
      assertEquals(hop.get("mac").asText(), "%06x".formatted(actual.hopField().mac()));
    }
  }

  @ParameterizedTest
  @MethodSource("segments")
  void keptBytesDecodeToAnEqualSegmentAndAreLaidOutAlwaysTheSame(Case recorded) {
    PathSegment segment = codec.decodePacked(recorded.bytes("segment")).orElseThrow();
    PathSegment kept = codec.decode(SegmentFormat.CAPNP, segment.bytes()).orElseThrow();
    assertEquals(segment, kept);
    assertEquals(segment.id(), kept.id());
    assertEquals(SegmentCodec.fieldsOf(segment), SegmentCodec.fieldsOf(kept));
    PathSegment sentOn = codec.decodePacked(SegmentCodec.encodePacked(kept)).orElseThrow();
    assertEquals(segment.bytes(), sentOn.bytes());
    assertEquals(segment, codec.ofFields(SegmentCodec.fieldsOf(segment)).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void segmentsTheOriginalCouldNotReadAreRefused(Case recorded) {
    Decoded<PathSegment> decoded = codec.decodePacked(recorded.bytes("segment"));
    assertTrue(decoded.whyRefused().isPresent(), () -> recorded + " gave " + decoded);
  }

  @Test
  void segmentWithPeerButNotShortcutIsRefusedForItAndWithBothIsTaken() {
    Decoded<PathSegment> refused = codec.ofFields(withFlags("04"));
    assertEquals(RefusalReason.INFO_FIELD, refused.whyRefused().orElseThrow().reason());
    assertEquals(
        "the peer flag is set without the shortcut flag",
        refused.whyRefused().orElseThrow().detail());
    CapnpSegment taken = (CapnpSegment) codec.ofFields(withFlags("06")).orElseThrow();
    assertTrue(taken.info().peer() && taken.info().shortcut());
  }

  private static SegmentFields withFlags(String flags) {
    ByteString info = ByteString.ofHex(flags + "5a99ed00" + "0001" + "00");
    return new SegmentFields(
        StructCodec.encodeSignedData(Form.PACKED, info),
        List.of(new SignedBlob(Drafts.entry(1), Drafts.SIGN)));
  }
}
