package org.waymark.trust;

import java.util.concurrent.atomic.AtomicInteger;
import org.waymark.segment.ByteString;

/** A library that counts the signatures it is asked about. */
final class CountingEngine implements Ed25519Engine {
  private final Ed25519Engine library = new BouncyCastleEngine();
  private final AtomicInteger verifications = new AtomicInteger();

  /** {@return how many there were since the last time} */
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
