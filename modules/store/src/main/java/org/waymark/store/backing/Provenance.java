package org.waymark.store.backing;

/** Where the state of an opened store came from. */
public sealed interface Provenance {
  /** The store is new, and folds the log from its cold start. */
  record Fresh() implements Provenance {}

  /** The state is what an earlier store in the directory flushed. */
  record Resumed() implements Provenance {}

  /**
   * The store is new because the previous one could not be used and was set aside.
   *
   * @param why the reason, as text for operators
   */
  record Rebuilt(String why) implements Provenance {}
}
