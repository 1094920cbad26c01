package org.waymark.history.explain;

/**
 * The parts that a path needs, in the order in which an explanation checks them. CORE segments come
 * after DOWN segments, because the core ASes at both ends determine which CORE segments are needed.
 */
public enum Stage {
  /** A replica that is running. */
  REPLICA,
  /** A segment from the source up to a core AS; not needed if the source is a core AS. */
  UP,
  /**
   * A segment from a core AS down to the destination; not needed if the destination is a core AS.
   */
  DOWN,
  /**
   * A segment between a core AS that is reachable from the source and a core AS from which the
   * destination is reachable.
   */
  CORE,
  /** A way to join the segments. */
  JOIN
}
