package org.waymark.wire.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.waymark.wire.trust.LegacyTrust.text;
import static org.waymark.wire.trust.LegacyTrust.utf8;

import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;

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
  void digestOfAnEntryDependsOnTheSignaturesBeforeIt() {
    SegmentSignedBytes one = new SegmentSignedBytes(utf8("sdata"));
    SegmentSignedBytes other = new SegmentSignedBytes(utf8("sdata"));
    one.add(utf8("blob0"), FIRST);
    other.add(utf8("blob0"), sign(CapnpSign.Type.ED25519, "src0", "sig1"));

    assertNotEquals(one.add(utf8("blob1"), FIRST), other.add(utf8("blob1"), FIRST));
  }

  private static ByteString digest(String signedData, String blob, CapnpSign sign) {
    return new SegmentSignedBytes(utf8(signedData)).add(utf8(blob), sign);
  }

  private static String covered(SegmentSignedBytes bytes, String blob, String source) {
    return text(bytes.covered(utf8(blob), CapnpSign.Type.ED25519, utf8(source)));
  }

  private static CapnpSign sign(CapnpSign.Type type, String source, String signature) {
    return new CapnpSign(type, utf8(source), utf8(signature), 0);
  }
}
