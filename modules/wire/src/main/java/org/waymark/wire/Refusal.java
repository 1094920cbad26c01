package org.waymark.wire;

/**
 * The reason why a decoder rejected bytes.
 *
 * @param detail a human-readable description of the fault and where it is; never a copy of the
 *     bytes
 */
public record Refusal(RefusalReason reason, String detail) {
  @Override
  public String toString() {
    return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
  }
}
