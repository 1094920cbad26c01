package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tests the bytes that each kind of field adds to a hash. */
class Sha256Test {
  private static void assertHashes(String hex, Sha256 sha) {
    assertEquals(Sha256.hash(ByteString.ofHex(hex)), sha.digest());
  }

  @Test
  void hashesAreThoseOfFips180() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        Sha256.hash(ByteString.of("abc".getBytes(StandardCharsets.US_ASCII))).hex());
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Sha256.hash(ByteString.EMPTY).hex());
  }

  @Test
  void numbersAreBigEndianAndOfFixedWidth() {
    assertHashes("80", new Sha256().addByte(0x80));
    assertHashes("81828384", new Sha256().addInt(0x81828384));
    assertHashes("8182838485868788", new Sha256().addLong(0x8182838485868788L));
    assertHashes("0100", new Sha256().addFlag(true).addFlag(false));
  }

  @Test
  void bytesStandAloneOrAfterTheirLength() {
    assertHashes("a1b2", new Sha256().add(ByteString.ofHex("a1b2")));
    assertHashes("a1b2", new Sha256().addBytes(new byte[] {(byte) 0xa1, (byte) 0xb2}));
    assertHashes("00000002a1b2", new Sha256().addSized(ByteString.ofHex("a1b2")));
    assertHashes("6162a1", Sha256.labelled("ab").add(ByteString.ofHex("a1")));
  }

  @Test
  void startsAgainAfterADigest() {
    Sha256 sha = new Sha256().addInt(5);
    sha.digest();
    assertHashes("07", sha.addByte(7));
  }
}
