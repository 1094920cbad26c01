package org.waymark.wire.event;

import java.util.Optional;

/** How an event reached the replica that appended it (schemas/event.capnp). */
public enum Transport {
  /** None: the replica itself originated the event, such as a tick, a start or a stop. */
  SELF(0),
  /** The Cap'n Proto control plane over SCION/UDP. */
  SCION_UDP(1),
  /** An operator's commands and files. */
  OPERATOR(2);

  private final int number;

  Transport(int number) {
    this.number = number;
  }

  /** {@return the number in the schema} */
  public int number() {
    return number;
  }

  /** {@return the transport with the given number, or empty if the number is unknown} */
  public static Optional<Transport> ofNumber(int number) {
    return switch (number) {
      case 0 -> Optional.of(SELF);
      case 1 -> Optional.of(SCION_UDP);
      case 2 -> Optional.of(OPERATOR);
      default -> Optional.empty();
    };
  }
}
