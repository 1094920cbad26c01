package org.waymark.wire;

/**
 * A decoder's refusal of bytes.
 *
 * @param detail a human-readable description of the fault and its place; never a copy of the bytes
 */
public record Refusal(RefusalReason reason, String detail) {
  @Override
  public String toString() {
    return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
  }
}
