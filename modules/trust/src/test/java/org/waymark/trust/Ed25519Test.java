package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;

class Ed25519Test {
  private static final BigInteger SECRET = new BigInteger("123456789012345678901234567890");
  private static final BigInteger NONCE = new BigInteger("98765432109876543210987");
  private static final EdwardsCurve.Point KEY_POINT = EdwardsCurve.BASE.times(SECRET);
  private static final ByteString KEY = KEY_POINT.encoded();
  private static final EdwardsCurve.Point R_POINT = EdwardsCurve.BASE.times(NONCE);
  private static final ByteString R = R_POINT.encoded();
  private static final ByteString MESSAGE = message(0);
  private static final ByteString SIGNATURE =
      EdwardsCurve.signature(R, NONCE, KEY, SECRET, MESSAGE);

  private record Signed(ByteString key, ByteString signature, ByteString message) {
    boolean isValidBy(Ed25519 ed25519) {
      return ed25519.verify(key, signature, message);
    }
  }

  static Stream<Named<Ed25519>> libraries() {
    return Stream.concat(Ed25519.corretto().stream(), Stream.of(Ed25519.bouncyCastle()))
        .map(ed25519 -> Named.of(ed25519.providerName(), ed25519));
  }

  private static Stream<Signed> rfcVectors() {
    return Stream.of(
        signed(
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        signed(
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        signed(
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
  }

  @Test
  void nativeLibraryIsUsedWhereItLoads() {
    Optional<Ed25519> corretto = Ed25519.corretto();
    assumeTrue(corretto.isPresent(), "no native library is available for this machine");

    assertEquals(corretto.get().providerName(), Ed25519.fastest().providerName());
    assertTrue(corretto.get().providerName().startsWith("Amazon Corretto Crypto Provider "));
  }

  @Test
  void nativeLibraryIsTakenWhenItSaysThatItHasLoaded() {
    assertEquals(
        AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null,
        Ed25519.corretto().isPresent());
  }

  @Test
  void libraryInJavaNamesItself() {
    assertTrue(Ed25519.bouncyCastle().providerName().matches("BouncyCastle [0-9.]+"));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void vectorsOfTheStandardAreAccepted(Ed25519 ed25519) {
    rfcVectors().forEach(vector -> assertTrue(vector.isValidBy(ed25519), vector::toString));
    assertTrue(ed25519.verify(KEY, SIGNATURE, MESSAGE));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void everyChangedBitIsRefused(Ed25519 ed25519) {
    for (int bit = 0; bit < 8 * Ed25519.SIGNATURE_SIZE; bit++) {
      assertFalse(ed25519.verify(KEY, flipped(SIGNATURE, bit), MESSAGE), "signature bit " + bit);
    }
    for (int bit = 0; bit < 8 * Ed25519.KEY_SIZE; bit++) {
      assertFalse(ed25519.verify(flipped(KEY, bit), SIGNATURE, MESSAGE), "key bit " + bit);
    }
    for (int bit = 0; bit < 8 * MESSAGE.size(); bit++) {
      assertFalse(ed25519.verify(KEY, SIGNATURE, flipped(MESSAGE, bit)), "message bit " + bit);
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void otherLengthsAreRefused(Ed25519 ed25519) {
    ByteString longKey = EdwardsCurve.join(KEY, MESSAGE);
    ByteString longSignature = EdwardsCurve.join(SIGNATURE, MESSAGE);
    for (int size = 0; size <= longSignature.size(); size++) {
      if (size != Ed25519.SIGNATURE_SIZE) {
        ByteString cut = ByteString.of(longSignature.toBytes(), 0, size);
        assertFalse(ed25519.verify(KEY, cut, MESSAGE), "signature of " + size);
      }
    }
    for (int size = 0; size <= longKey.size(); size++) {
      if (size != Ed25519.KEY_SIZE) {
        ByteString cut = ByteString.of(longKey.toBytes(), 0, size);
        assertFalse(ed25519.verify(cut, SIGNATURE, MESSAGE), "key of " + size);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void scalarAtOrAboveTheOrderIsRefused(Ed25519 ed25519) {
    BigInteger s = EdwardsCurve.ofLittleEndian(ByteString.of(SIGNATURE.toBytes(), 32, 64));
    for (BigInteger other = s.add(EdwardsCurve.ORDER);
        other.bitLength() <= 256;
        other = other.add(EdwardsCurve.ORDER)) {
      ByteString signature = EdwardsCurve.join(R, EdwardsCurve.littleEndian(other));
      assertFalse(ed25519.verify(KEY, signature, MESSAGE), other::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void pointWithAPartOfSmallOrderIsRefusedAsR(Ed25519 ed25519) {
    withPartsOfSmallOrderInR()
        .forEach(signed -> assertFalse(signed.isValidBy(ed25519), signed::toString));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void pointWithAPartOfSmallOrderIsRefusedAsKey(Ed25519 ed25519) {
    withPartsOfSmallOrderInKey()
        .forEach(signed -> assertFalse(signed.isValidBy(ed25519), signed::toString));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void keyOfSmallOrderIsRefused(Ed25519 ed25519) {
    withKeyOfSmallOrder()
        .forEach(signed -> assertFalse(signed.isValidBy(ed25519), signed::toString));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void neutralPointIsRefusedAsR(Ed25519 ed25519) {
    withNeutralR().forEach(signed -> assertFalse(signed.isValidBy(ed25519), signed::toString));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void secondEncodingOfAPointIsRefusedAsKey(Ed25519 ed25519) {
    for (int y = 0; y < 19; y++) {
      ByteString key = EdwardsCurve.littleEndian(EdwardsCurve.PRIME.add(BigInteger.valueOf(y)));
      assertFalse(
          ed25519.verify(
              key, EdwardsCurve.signature(R, NONCE, key, BigInteger.ZERO, MESSAGE), MESSAGE));
    }
  }

  /**
   * All libraries must give the same answer, because replicas must agree on whatever they receive.
   */
  @Test
  void librariesAgree() {
    Ed25519 java = Ed25519.bouncyCastle();
    Optional<Ed25519> corretto = Ed25519.corretto();
    assumeTrue(corretto.isPresent(), "no native library is available for this machine");
    List<Signed> crafted =
        Stream.of(
                rfcVectors(),
                withPartsOfSmallOrderInR(),
                withPartsOfSmallOrderInKey(),
                withKeyOfSmallOrder(),
                withNeutralR())
            .flatMap(signed -> signed)
            .toList();
    Random random = new Random(25519);
    List<Signed> all = new ArrayList<>(crafted);
    for (int i = 0; i < 2_000; i++) {
      Signed one = crafted.get(random.nextInt(crafted.size()));
      Signed other = crafted.get(random.nextInt(crafted.size()));
      all.add(mutated(one, other, random));
    }

    for (Signed signed : all) {
      assertEquals(signed.isValidBy(java), signed.isValidBy(corretto.get()), signed::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void manyThreadsMayVerify(Ed25519 ed25519) {
    long valid =
        IntStream.range(0, 400)
            .parallel()
            .filter(
                i -> ed25519.verify(KEY, i % 4 == 0 ? flipped(SIGNATURE, i) : SIGNATURE, MESSAGE))
            .count();

    assertEquals(300, valid);
  }

  private static Stream<Signed> withPartsOfSmallOrderInR() {
    return IntStream.range(1, 8)
        .mapToObj(EdwardsCurve.TORSION::times)
        .flatMap(
            part ->
                IntStream.range(0, 8)
                    .mapToObj(
                        i -> {
                          ByteString r = R_POINT.plus(part).encoded();
                          return new Signed(
                              KEY,
                              EdwardsCurve.signature(r, NONCE, KEY, SECRET, message(i)),
                              message(i));
                        }));
  }

  private static Stream<Signed> withPartsOfSmallOrderInKey() {
    return IntStream.range(1, 8)
        .mapToObj(part -> KEY_POINT.plus(EdwardsCurve.TORSION.times(part)).encoded())
        .flatMap(
            key ->
                IntStream.range(0, 16)
                    .mapToObj(
                        i ->
                            new Signed(
                                key,
                                EdwardsCurve.signature(R, NONCE, key, SECRET, message(i)),
                                message(i))));
  }

  private static Stream<Signed> withKeyOfSmallOrder() {
    return IntStream.range(0, 8)
        .mapToObj(part -> EdwardsCurve.TORSION.times(part).encoded())
        .flatMap(
            key ->
                IntStream.range(0, 16)
                    .mapToObj(
                        i ->
                            new Signed(
                                key,
                                EdwardsCurve.signature(R, NONCE, key, BigInteger.ZERO, message(i)),
                                message(i))));
  }

  private static Stream<Signed> withNeutralR() {
    ByteString neutral = EdwardsCurve.NEUTRAL.encoded();
    ByteString second = EdwardsCurve.littleEndian(EdwardsCurve.PRIME.add(BigInteger.ONE));
    return Stream.of(neutral, second, flipped(neutral, 255))
        .map(
            r ->
                new Signed(
                    KEY,
                    EdwardsCurve.signature(r, BigInteger.ZERO, KEY, SECRET, MESSAGE),
                    MESSAGE));
  }

  private static Signed mutated(Signed one, Signed other, Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new Signed(other.key, one.signature, one.message);
      case 1 -> new Signed(one.key, one.signature, other.message);
      case 2 -> new Signed(one.key, flipped(one.signature, random.nextInt(512)), one.message);
      case 3 -> new Signed(flipped(one.key, random.nextInt(256)), one.signature, one.message);
      default ->
          new Signed(
              one.key,
              EdwardsCurve.join(
                  ByteString.of(one.signature.toBytes(), 0, 32),
                  ByteString.of(other.signature.toBytes(), 32, 64)),
              one.message);
    };
  }

  private static Signed signed(String key, String message, String signature) {
    return new Signed(
        ByteString.ofHex(key), ByteString.ofHex(signature), ByteString.ofHex(message));
  }

  private static ByteString message(int number) {
    return ByteString.owning(("message " + number).getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteString flipped(ByteString bytes, int bit) {
    byte[] changed = bytes.toBytes();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return ByteString.owning(changed);
  }
}
