package org.waymark.segment;

/**
 * Why a revocation is invalid whatever it is compared with (PROTOCOL 7, "Invalid"). The order is
 * that in which the checks are made; the first that fails is the fault.
 */
public enum RevocationFault {
  INTERFACE_ZERO("the interface is 0"),
  INTERFACE_TOO_LARGE("the interface is 2^63 or above"),
  TREE_TTL_ZERO("the treeTTL is 0"),
  TREE_TTL_NO_MULTIPLE("the treeTTL is no multiple of 10 s"),
  HASH_TYPE_UNKNOWN("the hash type is not 0 (SHA-256)"),
  EPOCH_TOO_LARGE("the epoch is 2^40 or above");

  private final String text;

  RevocationFault(String text) {
    this.text = text;
  }

  /** {@return what is wrong, for people} */
  public String text() {
    return text;
  }
}
