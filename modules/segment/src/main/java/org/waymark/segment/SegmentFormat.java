package org.waymark.segment;

import java.util.Optional;

/** The wire format of a segment and of the revocations that go with it. */
public enum SegmentFormat {
  /** Cap'n Proto, control plane of 2018. */
  CAPNP(1);

  private final int number;

  SegmentFormat(int number) {
    this.number = number;
  }

  /** {@return the number in events and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the format of a number, or nothing when it is unknown} */
  public static Optional<SegmentFormat> ofNumber(int number) {
    return number == CAPNP.number ? Optional.of(CAPNP) : Optional.empty();
  }
}
