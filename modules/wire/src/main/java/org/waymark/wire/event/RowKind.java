package org.waymark.wire.event;

/**
 * The kinds of stored rows. Their numbers are the kind byte in digests (APPLY;
 * schemas/event.capnp).
 */
public enum RowKind {
  SEGMENT(1),
  REVOCATION(2),
  INTERFACE_DOWN(3),
  BLOCK(4),
  QUARANTINE(5),
  TRUST(6);

  private final int number;

  RowKind(int number) {
    this.number = number;
  }

  /** {@return the number in the schema} */
  public int number() {
    return number;
  }
}
