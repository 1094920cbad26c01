package org.waymark.trust;

/**
 * The reason why a TRC or chain is not accepted, or may not be used.
 *
 * @param detail one human-readable line
 */
public record TrustRefusal(TrustFault fault, String detail) {
  @Override
  public String toString() {
    return fault.text() + ": " + detail;
  }
}
