package org.waymark.trust;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.waymark.segment.ByteString;

/**
 * Ed25519 in Java.
 *
 * <p>This library multiplies the equation by a scalar of its choice, so that an R with a part of
 * small order passes although it is not the point that the equation gives. When the key is of prime
 * order, that point is too, and so R must be: asking for it first leaves exactly the strict rule.
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
