package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;

class SegmentSignedBytesTest {
  private static final CapnpSign FIRST = sign(CapnpSign.Type.ED25519, "src0", "sig0");

  @Test
  void everySignatureCoversWhatCameBeforeItAndItsOwnSign() {
    SegmentSignedBytes bytes = new SegmentSignedBytes(utf8("sdata"));

    assertEquals("ed25519src0sdatablob0ed25519src0", covered(bytes, "blob0", "src0"));
    bytes.add(utf8("blob0"), FIRST);
    assertEquals(
        "ed25519src1sdatablob0ed25519src0sig0blob1ed25519src1", covered(bytes, "blob1", "src1"));
  }

  @Test
  void typeNameIsCovered() {
    SegmentSignedBytes bytes = new SegmentSignedBytes(utf8("sdata"));
    bytes.add(utf8("blob0"), sign(CapnpSign.Type.NONE, "src0", "sig0"));

    assertEquals(
        "ed25519src1sdatablob0nonesrc0sig0blob1ed25519src1", covered(bytes, "blob1", "src1"));
  }

  @Test
  void digestIsEqualForEqualPrefixesOnly() {
    ByteString digest = digest("sdata", "blob0", FIRST);

    assertEquals(digest, digest("sdata", "blob0", FIRST));
    assertNotEquals(digest, digest("sdat", "ablob0", FIRST));
    assertNotEquals(digest, digest("sdata", "blob", FIRST));
    assertNotEquals(digest, digest("sdata", "blob0", sign(CapnpSign.Type.NONE, "src0", "sig0")));
    assertNotEquals(digest, digest("sdata", "blob0", sign(CapnpSign.Type.ED25519, "src1", "sig0")));
    assertNotEquals(digest, digest("sdata", "blob0", sign(CapnpSign.Type.ED25519, "src0", "sig1")));
    assertNotEquals(digest, digest("sdata", "blob0", sign(CapnpSign.Type.ED25519, "src0s", "ig0")));
  }

  @Test
  void digestOfAnEntryDependsOnTheSignaturesBeforeItAndNotOnThoseAfterIt() {
    CapnpSign other = sign(CapnpSign.Type.ED25519, "src0", "sig1");
    List<ByteString> digests = digests("sdata", entry("blob0", FIRST), entry("blob1", FIRST));

    assertEquals(digests("sdata", entry("blob0", FIRST)), digests.subList(0, 1));
    assertNotEquals(
        digests("sdata", entry("blob0", other), entry("blob1", FIRST)).getLast(),
        digests.getLast());
  }

  @Test
  void bytesOfAnEntryAreThoseItsMakerSigned() {
    CapnpSegment segment = segment("sdata", entry("blob0", FIRST), entry("blob1", FIRST));

    assertEquals(
        "ed25519src0sdatablob0ed25519src0sig0blob1ed25519src0",
        text(SegmentSignedBytes.of(segment, 1)));
    assertEquals("ed25519src0sdatablob0ed25519src0", text(SegmentSignedBytes.of(segment, 0)));
  }

  private static ByteString digest(String signedData, String blob, CapnpSign sign) {
    return digests(signedData, entry(blob, sign)).getFirst();
  }

  private static List<ByteString> digests(String signedData, CapnpAsEntry... entries) {
    return SegmentSignedBytes.prefixDigests(segment(signedData, entries));
  }

  private static CapnpSegment segment(String signedData, CapnpAsEntry... entries) {
    InfoField info = new InfoField(false, false, false, 0, 1, 0);
    return new CapnpSegment(ByteString.EMPTY, utf8(signedData), info, List.of(entries));
  }

  private static CapnpAsEntry entry(String blob, CapnpSign sign) {
    HopField field = new HopField(false, false, false, false, 0, 0, 0, 0);
    return new CapnpAsEntry(
        utf8(blob),
        sign,
        IsdAs.of(1, 1),
        1,
        1,
        12,
        List.of(new CapnpHopEntry(IsdAs.NONE, 0, 0, IsdAs.NONE, 0, field)),
        ByteString.EMPTY,
        0,
        CapnpAsEntry.RoutingPolicy.ABSENT,
        CapnpAsEntry.Sibra.ABSENT);
  }

  private static String covered(SegmentSignedBytes bytes, String blob, String source) {
    return text(bytes.covered(utf8(blob), CapnpSign.Type.ED25519, utf8(source)));
  }

  private static CapnpSign sign(CapnpSign.Type type, String source, String signature) {
    return new CapnpSign(type, utf8(source), utf8(signature), 0);
  }
}
