package org.waymark.trust;

import org.waymark.segment.ByteString;

/** A library that checks the Ed25519 equation. Thread-safe, as are its keys. */
interface Ed25519Engine {
  /** A public key in the form that the library needs. */
  interface Key {
    /**
     * {@return whether R is exactly the point that the equation yields}
     *
     * @param signature 64 bytes, S below the group order, R not the neutral point
     */
    boolean verifies(ByteString signature, ByteString message);
  }

  String name();

  /**
   * {@return the key in the form that the library needs}
   *
   * @param publicKey the canonical encoding of a point of prime order
   */
  Key prepare(ByteString publicKey);
}
