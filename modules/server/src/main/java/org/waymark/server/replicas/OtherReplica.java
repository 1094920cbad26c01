package org.waymark.server.replicas;

import java.util.Locale;
import java.util.OptionalLong;
import org.waymark.wire.event.EventBody;

/**
 * What this replica knows about another replica of the AS from its last report.
 *
 * @param reportedMs the record time of the report in Unix milliseconds
 * @param comparedTick the offset of the last tick at which the two replicas' digests were compared;
 *     empty if there is none
 * @param firstDifference the offset of the first tick at which the digests differed; empty if they
 *     are equal
 */
public record OtherReplica(
    String id,
    long reportedMs,
    EventBody.ReplicaReported report,
    Comparison comparison,
    OptionalLong comparedTick,
    OptionalLong firstDifference) {
  /** The result of comparing the other replica's digest with this replica's digest. */
  public enum Comparison {
    /** The digests were equal when they were last compared. */
    EQUAL,
    /** The digests differ. */
    DIFFERENT,
    /**
     * The digests cannot be compared: the apply versions differ, a store is not complete, or there
     * is no tick for which both digests are known.
     */
    NOT_COMPARABLE;

    /** {@return the human-readable name} */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
