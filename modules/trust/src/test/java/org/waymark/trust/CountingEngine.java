package org.waymark.trust;

import java.util.concurrent.atomic.AtomicInteger;
import org.waymark.segment.ByteString;

/** An engine that counts the signatures it is asked to verify. */
final class CountingEngine implements Ed25519Engine {
  private final Ed25519Engine library = new BouncyCastleEngine();
  private final AtomicInteger verifications = new AtomicInteger();

  /** {@return the number of signatures since the previous call} */
  int verificationsSinceLast() {
    return verifications.getAndSet(0);
  }

  @Override
  public String name() {
    return library.name();
  }

  @Override
  public Key prepare(ByteString publicKey) {
    Key key = library.prepare(publicKey);
    return (signature, message) -> {
      verifications.incrementAndGet();
      return key.verifies(signature, message);
    };
  }
}
