package org.waymark.segment;

import java.util.Optional;

/**
 * The type under which a path server stores a segment. The same signed bytes may be registered
 * under several types (PROTOCOL 2, PathSegType).
 */
public enum SegmentType {
  UP(1),
  DOWN(2),
  CORE(3);

  private final int number;

  SegmentType(int number) {
    this.number = number;
  }

  /** {@return the number that identifies this type on the wire and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the type with the given number, or empty if the number is unset or unknown} */
  public static Optional<SegmentType> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(UP);
      case 2 -> Optional.of(DOWN);
      case 3 -> Optional.of(CORE);
      default -> Optional.empty();
    };
  }
}
