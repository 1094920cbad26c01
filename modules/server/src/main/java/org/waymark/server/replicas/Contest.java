package org.waymark.server.replicas;

import java.util.List;

/**
 * The finding that this replica cannot know that its store is right, because too few replicas have
 * the same digest.
 *
 * @param tick the offset of the tick that decided
 * @param agreeing how many replicas, with this one, had its digest there
 * @param voters how many replicas, with this one, reported a comparable digest there
 * @param others the ids of the replicas that differ
 * @param firstDifference the offset of the first tick at which one of these differed
 */
record Contest(long tick, int agreeing, int voters, List<String> others, long firstDifference) {
  Contest {
    others = List.copyOf(others);
  }

  /** {@return the reason why this replica is not ready, for its operator} */
  String why() {
    return "its digest has differed from that of "
        + String.join(", ", others)
        + " since the tick at offset "
        + firstDifference
        + ", and at the tick at offset "
        + tick
        + " only "
        + agreeing
        + " of "
        + voters
        + " replicas had it";
  }
}
