package org.waymark.segment;

/**
 * The reasons why a revocation is invalid for every segment (PROTOCOL 7, "Invalid"). The constants
 * are in the order of the checks; the first check that fails is the fault.
 */
public enum RevocationFault {
  INTERFACE_ZERO("the interface is 0"),
  INTERFACE_TOO_LARGE("the interface is 2^63 or greater"),
  TREE_TTL_ZERO("the treeTTL is 0"),
  TREE_TTL_NO_MULTIPLE("the treeTTL is not a multiple of 10 s"),
  HASH_TYPE_UNKNOWN("the hash type is not 0 (SHA-256)"),
  EPOCH_TOO_LARGE("the epoch is 2^40 or greater");

  private final String text;

  RevocationFault(String text) {
    this.text = text;
  }

  /** {@return a human-readable description of the fault} */
  public String text() {
    return text;
  }
}
