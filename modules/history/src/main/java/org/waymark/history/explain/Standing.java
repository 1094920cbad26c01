package org.waymark.history.explain;

/**
 * Whether the answers of a running replica could be relied upon.
 *
 * @param why the reason why the replica was not ready, as the second part of a sentence; empty if
 *     it was ready
 */
public record Standing(State state, String why) {
  /** The states of a replica that matter for its answers. */
  public enum State {
    /** Its store was complete and followed the log. */
    READY,
    /** Its store had not been complete since its start, so it did not answer. */
    NOT_READY,
    /** It answered from its store, which did not learn of new records. */
    STALE,
    /** It answered from a store that no longer followed the log. */
    DIVERGED
  }
}
