package org.waymark.audit.note;

import java.util.Arrays;
import java.util.Optional;

/** The types of note signatures that can be verified (C2SP signed-note, Signature types). */
public enum SignatureType {
  /** An Ed25519 signature over the text. */
  ED25519(0x01),
  /** A witness's Ed25519 signature over a time and the text (C2SP tlog-cosignature). */
  COSIGNATURE_V1(0x04);

  private final int number;

  SignatureType(int number) {
    this.number = number;
  }

  /** {@return the byte that identifies the type} */
  public int number() {
    return number;
  }

  /** {@return the type with the given number, if there is one} */
  static Optional<SignatureType> ofNumber(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }
}
