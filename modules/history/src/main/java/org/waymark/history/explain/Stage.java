package org.waymark.history.explain;

/**
 * What a path needs, in the order in which an explanation looks for what is missing. CORE segments
 * come after DOWN segments, because which of them are needed depends on the core ASes at both ends.
 */
public enum Stage {
  /** A replica that is running. */
  REPLICA,
  /** A segment from the source up to a core AS; a core AS needs none. */
  UP,
  /** A segment from a core AS down to the destination; a core AS needs none. */
  DOWN,
  /** A segment between the core AS that the source reaches and one that reaches the destination. */
  CORE,
  /** A way to join the segments that were there. */
  JOIN
}
