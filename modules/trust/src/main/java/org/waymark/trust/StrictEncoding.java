package org.waymark.trust;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.waymark.segment.ByteString;

/**
 * Checks strictly whether bytes are valid encodings of Ed25519 scalars and points (RFC 8032, 5.1).
 * Numbers are little-endian.
 */
final class StrictEncoding {
  /** The group order 2^252 + 27742317777372353535851937790883648493. */
  private static final ByteString ORDER =
      ByteString.ofHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  private static final int SIZE = 32;

  private StrictEncoding() {}

  /** {@return whether the 32 bytes that start at the index are a number below the group order} */
  static boolean isScalar(ByteString bytes, int from) {
    for (int i = SIZE - 1; i >= 0; i--) {
      int difference = Byte.compareUnsigned(bytes.at(from + i), ORDER.at(i));
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  /** {@return whether the first 32 bytes are the encoding of the neutral point} */
  static boolean isNeutralPoint(ByteString bytes) {
    for (int i = 1; i < SIZE; i++) {
      if (bytes.at(i) != 0) {
        return false;
      }
    }
    return bytes.at(0) == 1;
  }

  /**
   * {@return whether the first 32 bytes are the canonical encoding of a point of prime order: on
   * the curve, and neither of small order nor with a component of small order}
   */
  static boolean isPointOfPrimeOrder(ByteString bytes) {
    return Ed25519.validatePublicKeyFull(bytes.unsafeBytes(), 0);
  }
}
