package org.waymark.wire.event;

import java.util.Optional;

/** The kinds of trust material (schemas/event.capnp). */
public enum TrustKind {
  /** The first TRC of an ISD, which an operator has chosen to trust. */
  ANCHOR(1, "anchor"),
  TRC(2, "trc"),
  CHAIN(3, "chain");

  private final int number;
  private final String text;

  TrustKind(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** {@return the number in the schema, which is the first byte of the record key} */
  public int number() {
    return number;
  }

  /** {@return the ASCII name in the record header {@code kind}} */
  public String text() {
    return text;
  }

  /** {@return the human-readable name of this kind} */
  public String noun() {
    return switch (this) {
      case ANCHOR -> "trust anchor";
      case TRC -> "TRC";
      case CHAIN -> "chain";
    };
  }

  /** {@return the kind with the given number, or empty if the number is unset or unknown} */
  public static Optional<TrustKind> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(ANCHOR);
      case 2 -> Optional.of(TRC);
      case 3 -> Optional.of(CHAIN);
      default -> Optional.empty();
    };
  }
}
