package org.waymark.trust;

/**
 * The refusal of a TRC or chain that is not accepted, or may not be used.
 *
 * @param detail one human-readable line
 */
public record TrustRefusal(TrustFault fault, String detail) {
  @Override
  public String toString() {
    return fault.text() + ": " + detail;
  }
}
