package org.waymark.trust;

import org.waymark.segment.ByteString;

/** A library that checks the Ed25519 equation. Implementations and their keys are thread-safe. */
interface Ed25519Engine {
  /** A public key in the form that the library needs. */
  interface Key {
    /**
     * {@return whether R is exactly the point that the equation yields}
     *
     * @param signature the signature, 64 bytes, with S below the group order and R not the neutral
     *     point
     */
    boolean verifies(ByteString signature, ByteString message);
  }

  String name();

  /**
   * Converts a key to the form that the library needs.
   *
   * @param publicKey the canonical encoding of a point of prime order
   */
  Key prepare(ByteString publicKey);
}
