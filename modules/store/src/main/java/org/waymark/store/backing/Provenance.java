package org.waymark.store.backing;

/** The origin of the state of an opened store. */
public sealed interface Provenance {
  /** The store is new, and folds the log from its cold start. */
  record Fresh() implements Provenance {}

  /** The state is the one last flushed by an earlier store in the directory. */
  record Resumed() implements Provenance {}

  /**
   * The store is new because the previous one could not be used and was set aside.
   *
   * @param why the reason, for messages to operators
   */
  record Rebuilt(String why) implements Provenance {}
}
