package org.waymark.trust;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.waymark.segment.ByteString;

/**
 * The curve of Ed25519 in plain arithmetic (RFC 8032, 5.1). It is slow, but can make keys and
 * signatures that no library can.
 */
final class EdwardsCurve {
  static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);

  private static final BigInteger D =
      divide(BigInteger.valueOf(-121665), BigInteger.valueOf(121666));
  private static final BigInteger SQRT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(PRIME.subtract(BigInteger.ONE).shiftRight(2), PRIME);
  static final Point BASE = ofY(divide(BigInteger.valueOf(4), BigInteger.valueOf(5)));

  /** A generator of the eight points of small order. */
  static final Point TORSION = torsion();

  private EdwardsCurve() {}

  record Point(BigInteger x, BigInteger y) {
    Point plus(Point other) {
      BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(PRIME);
      return new Point(
          divide(x.multiply(other.y).add(y.multiply(other.x)), BigInteger.ONE.add(product)),
          divide(y.multiply(other.y).add(x.multiply(other.x)), BigInteger.ONE.subtract(product)));
    }

    Point times(BigInteger factor) {
      Point result = NEUTRAL;
      Point doubled = this;
      for (int bit = 0; bit < factor.bitLength(); bit++) {
        result = factor.testBit(bit) ? result.plus(doubled) : result;
        doubled = doubled.plus(doubled);
      }
      return result;
    }

    Point times(long factor) {
      return times(BigInteger.valueOf(factor));
    }

    ByteString encoded() {
      return littleEndian(x.testBit(0) ? y.setBit(255) : y);
    }
  }

  /** {@return the point with the given y and an even x, which must exist} */
  static Point ofY(BigInteger y) {
    BigInteger square = y.multiply(y);
    BigInteger xSquare =
        divide(square.subtract(BigInteger.ONE), D.multiply(square).add(BigInteger.ONE));
    BigInteger x = xSquare.modPow(PRIME.add(BigInteger.valueOf(3)).shiftRight(3), PRIME);
    if (!x.multiply(x).mod(PRIME).equals(xSquare)) {
      x = x.multiply(SQRT_OF_MINUS_ONE).mod(PRIME);
    }
    if (!x.multiply(x).mod(PRIME).equals(xSquare)) {
      throw new IllegalArgumentException("no point has this y");
    }
    return new Point(x.testBit(0) ? PRIME.subtract(x) : x, y);
  }

  /**
   * Makes the signature R || S for an R that the caller chooses, with {@code S = r + SHA-512(R ||
   * key || message) * secret}.
   */
  static ByteString signature(
      ByteString r, BigInteger nonce, ByteString key, BigInteger secret, ByteString message) {
    BigInteger s = nonce.add(challenge(r, key, message).multiply(secret)).mod(ORDER);
    return join(r, littleEndian(s));
  }

  static BigInteger challenge(ByteString r, ByteString key, ByteString message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-512");
      return ofLittleEndian(ByteString.owning(sha.digest(join(r, key, message).toBytes())))
          .mod(ORDER);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static ByteString littleEndian(BigInteger value) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = value.shiftRight(8 * i).byteValue();
    }
    return ByteString.owning(bytes);
  }

  static BigInteger ofLittleEndian(ByteString bytes) {
    byte[] bigEndian = new byte[bytes.size()];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[bigEndian.length - 1 - i] = bytes.at(i);
    }
    return new BigInteger(1, bigEndian);
  }

  static ByteString join(ByteString... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (ByteString part : parts) {
      joined.writeBytes(part.toBytes());
    }
    return ByteString.owning(joined.toByteArray());
  }

  private static Point torsion() {
    for (long y = 2; ; y++) {
      try {
        Point candidate = ofY(BigInteger.valueOf(y)).times(ORDER);
        if (!candidate.times(4).equals(NEUTRAL)) {
          return candidate;
        }
      } catch (IllegalArgumentException _) {
        // About half of all values of y are not the y of any point.
      }
    }
  }

  private static BigInteger divide(BigInteger a, BigInteger b) {
    return a.multiply(b.modInverse(PRIME)).mod(PRIME);
  }
}
