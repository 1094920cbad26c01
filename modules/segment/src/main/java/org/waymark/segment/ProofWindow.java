package org.waymark.segment;

/**
 * The rule that ties the epoch of a revocation to the time at which an AS entry was made (PROTOCOL
 * 10).
 *
 * <p>The hashes alone cannot distinguish a proof from the same proof replayed one window later. An
 * honest AS makes an entry between the timestamp of the segment and its registration, which may be
 * in either order if clocks differ. So a proof counts only if it belongs to a window in that span.
 *
 * <p>Example with a treeTTL of 6 h and the windows W = [06:00, 12:00), W + 1 and W + 2. A segment
 * has the timestamp 11:50:00 and was recorded at 11:50:02, so all its AS entries were made in W.
 *
 * <pre>
 *  revocation made   its window   side       window of the entry    allowed
 *  11:55             W            NEXT       W                      yes
 *  12:10             W + 1        PREVIOUS   W                      yes
 *  18:10, replayed   W + 2        PREVIOUS   W + 1                  no
 * </pre>
 *
 * <p>The last line is the proof of 12:10 with its epoch moved on by one window: the same leaf and
 * the same roots, so its hashes match the segment. If the segment had been recorded at 12:00:03,
 * its entries could have been made in W or in W + 1, and both would be allowed; the same holds from
 * 11:59:55 on, since clocks may differ by 5 s.
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
