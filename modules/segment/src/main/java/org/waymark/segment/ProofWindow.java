package org.waymark.segment;

/**
 * The tie between the epoch of a revocation and the making of an AS entry (PROTOCOL 10).
 *
 * <p>The hash chain itself cannot tell a proof from the same proof shown one window later. An
 * honest AS makes an entry between the timestamp of the segment and its registration, in either
 * order when clocks differ; so only proofs that belong to a window in that span count.
 */
public final class ProofWindow {
  /** Clocks of the AS, the beacon's origin and the broker may differ by this much. */
  private static final long SLACK_MS = 5_000;

  private ProofWindow() {}

  /**
   * {@return whether a proof may kill a segment version}
   *
   * @param half through which the revocation proves
   * @param revocationWindow {@link Revocation#window}
   * @param treeTtlS of the AS, above 0
   * @param segmentTimestampS the info timestamp
   * @param segmentRecordTimeMs when the version was recorded, in Unix milliseconds
   */
  public static boolean allows(
      ProofSide side,
      long revocationWindow,
      long treeTtlS,
      long segmentTimestampS,
      long segmentRecordTimeMs) {
    long timestampMs = segmentTimestampS * 1000;
    long treeTtlMs = treeTtlS * 1000;
    // Rounds towards minus infinity: the slack reaches before 1970 where a timestamp is 0.
    long first = Math.floorDiv(Math.min(timestampMs, segmentRecordTimeMs) - SLACK_MS, treeTtlMs);
    long last = Math.floorDiv(Math.max(timestampMs, segmentRecordTimeMs) + SLACK_MS, treeTtlMs);
    long made =
        switch (side) {
          case NEXT -> revocationWindow;
          case PREVIOUS -> revocationWindow - 1;
        };
    return first <= made && made <= last;
  }
}
