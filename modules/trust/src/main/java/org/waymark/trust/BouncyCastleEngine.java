package org.waymark.trust;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.waymark.segment.ByteString;

/**
 * Verifies Ed25519 signatures with BouncyCastle, in pure Java.
 *
 * <p>BouncyCastle multiplies the equation by a scalar that it chooses, so it also accepts an R that
 * differs from the correct point by a component of small order. If the key has prime order, the
 * correct point also has prime order. This class therefore first checks that R has prime order,
 * which makes BouncyCastle follow the strict rule exactly.
 */
final class BouncyCastleEngine implements Ed25519Engine {
  @Override
  public String name() {
    return "BouncyCastle " + new BouncyCastleProvider().getVersionStr();
  }

  @Override
  public Key prepare(ByteString publicKey) {
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyPartialExport(publicKey.unsafeBytes(), 0);
    return (signature, message) ->
        StrictEncoding.isPointOfPrimeOrder(signature)
            && Ed25519.verify(
                signature.unsafeBytes(), 0, point, message.unsafeBytes(), 0, message.size());
  }
}
