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
    /** The replica's store was complete and followed the log. */
    READY,
    /** The replica's store had not been complete since its start, so the replica did not answer. */
    NOT_READY,
    /** The replica answered from its store, which did not receive new records. */
    STALE,
    /** The replica answered from a store that no longer followed the log. */
    DIVERGED
  }
}
