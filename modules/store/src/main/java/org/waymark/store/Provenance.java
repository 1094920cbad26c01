package org.waymark.store;

/** Where the state of an opened store comes from. */
public sealed interface Provenance {
  /** From nothing: the log is folded from its cold start. */
  record Fresh() implements Provenance {}

  /** From what an earlier store of the directory has written. */
  record Resumed() implements Provenance {}

  /**
   * From nothing, because what was there could not be used; it was set aside.
   *
   * @param why for people
   */
  record Rebuilt(String why) implements Provenance {}
}
