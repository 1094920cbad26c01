package org.waymark.segment;

import java.util.Optional;

/** The wire format of a segment and of the revocations that apply to the segment. */
public enum SegmentFormat {
  /** Cap'n Proto, as in the control plane of 2018. */
  CAPNP(1);

  private final int number;

  SegmentFormat(int number) {
    this.number = number;
  }

  /** {@return the number that identifies this format in events and in stored keys} */
  public int number() {
    return number;
  }

  /** {@return the format with a number, or empty if the number is unknown} */
  public static Optional<SegmentFormat> ofNumber(int number) {
    return number == CAPNP.number ? Optional.of(CAPNP) : Optional.empty();
  }
}
