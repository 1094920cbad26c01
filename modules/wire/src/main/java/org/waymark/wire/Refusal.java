package org.waymark.wire;

/**
 * Why a decoder refused bytes.
 *
 * @param detail for people: what was found where; never a copy of the bytes
 */
public record Refusal(RefusalReason reason, String detail) {
  @Override
  public String toString() {
    return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
  }
}
