package org.waymark.segment;

/**
 * The rule that ties the epoch of a revocation to the time at which an AS entry was made (PROTOCOL
 * 10).
 *
 * <p>The hashes alone cannot tell a proof from the same proof replayed one window later. An honest
 * AS makes an entry between the timestamp of the segment and its registration, which may be in
 * either order if clocks differ. So only proofs that belong to a window in that span count.
 */
public final class ProofWindow {
  /** The clocks of the AS, of the beacon's origin and of the broker may differ by this much. */
  private static final long SLACK_MS = 5_000;

  private ProofWindow() {}

  /**
   * {@return whether a proof may kill a version of a segment}
   *
   * @param side the side on which the revocation proves
   * @param revocationWindow the {@link Revocation#window} of the revocation
   * @param treeTtlS the treeTTL of the AS in seconds, above 0
   * @param segmentTimestampS the timestamp of the segment, in Unix seconds
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
    // Rounds towards minus infinity: with a timestamp of 0, the slack reaches before 1970.
    long first = Math.floorDiv(Math.min(timestampMs, segmentRecordTimeMs) - SLACK_MS, treeTtlMs);
    long last = Math.floorDiv(Math.max(timestampMs, segmentRecordTimeMs) + SLACK_MS, treeTtlMs);
    long made = ofEntry(side, revocationWindow);
    return first <= made && made <= last;
  }

  /**
   * {@return the window in which an AS entry must have been made for a proof to fit}
   *
   * @param side the side on which the revocation proves
   * @param revocationWindow the {@link Revocation#window} of the revocation
   */
  public static long ofEntry(ProofSide side, long revocationWindow) {
    return switch (side) {
      case NEXT -> revocationWindow;
      case PREVIOUS -> revocationWindow - 1;
    };
  }
}
