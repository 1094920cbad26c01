package org.waymark.server.replicas;

import java.util.List;

/**
 * A finding that this replica cannot trust its own store, because too few replicas have the same
 * digest.
 *
 * @param tick the offset of the tick at which this was decided
 * @param agreeing the number of replicas, including this one, that had this replica's digest at the
 *     tick
 * @param voters the number of replicas, including this one, that reported a comparable digest at
 *     the tick
 * @param others the ids of the replicas with a different digest
 * @param firstDifference the offset of the first tick at which any of these differed
 */
record Contest(long tick, int agreeing, int voters, List<String> others, long firstDifference) {
  Contest {
    others = List.copyOf(others);
  }

  /** {@return the reason why this replica is not ready, as a text for the operator} */
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
