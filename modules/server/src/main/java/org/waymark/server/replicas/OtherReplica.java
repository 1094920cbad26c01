package org.waymark.server.replicas;

import java.util.Locale;
import java.util.OptionalLong;
import org.waymark.wire.event.EventBody;

/**
 * Another replica of the AS according to its last report.
 *
 * @param reportedMs the record time of the report in Unix milliseconds
 * @param comparedTick the offset of the last tick at which the digests of both replicas were
 *     compared; empty if there is none
 * @param firstDifference the offset of the first tick at which they differed; empty unless they
 *     differ
 */
public record OtherReplica(
    String id,
    long reportedMs,
    EventBody.ReplicaReported report,
    Comparison comparison,
    OptionalLong comparedTick,
    OptionalLong firstDifference) {
  /** How the digest of the other replica compares with that of this one. */
  public enum Comparison {
    /** They were equal when they were last compared. */
    EQUAL,
    /** They differ. */
    DIFFERENT,
    /**
     * They cannot be compared: the apply versions differ, one store is not complete, or no tick is
     * known of both.
     */
    NOT_COMPARABLE;

    /** {@return the human-readable name} */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
