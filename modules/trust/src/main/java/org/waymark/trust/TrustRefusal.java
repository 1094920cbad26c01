package org.waymark.trust;

/**
 * Why a TRC or a chain is not accepted, or may not be used.
 *
 * @param detail one line for people
 */
public record TrustRefusal(TrustFault fault, String detail) {
  @Override
  public String toString() {
    return fault.text() + ": " + detail;
  }
}
