package org.waymark.segment;

/**
 * The rules about the time of a revocation, with their tolerances. The rules determine when a
 * replica accepts a revocation, when its record takes effect, which versions of a segment the
 * revocation kills, and for how long (PROTOCOL 7 and 10; APPLY, Guard).
 *
 * <p>No two clocks agree, so each rule allows for some difference. The tolerances depend on each
 * other:
 *
 * <pre>
 *   accepted   4 s   clock of the AS versus that of the replica that receives the revocation
 *   entry      5 s   clock of the AS versus those of the beacon's origin and of the broker
 *   recorded  10 s   clock of the AS versus that of the broker, with the append in between
 *
 *   accepted &lt;= entry                 the revocations of an AS whose clock is barely tolerated
 *                                     also match the entries that it created with the same clock
 *   accepted + entry &lt;= recorded      apply counts the revocations that a replica accepted, even if the broker's
 *                                     clock also differs; otherwise, two seconds of difference
 *                                     would invalidate half of all honest revocations
 * </pre>
 *
 * <p>A wide tolerance does not extend the time for which a revocation kills segments, because only
 * {@link Revocation#expiryMs} determines that time.
 *
 * <p>Apply uses all of these rules except {@link #accepts}, so a change to one of them needs a new
 * apply version.
 */
public final class RevocationTolerance {
  /** The tolerated difference between the clocks of a sender and a replica. */
  static final long ACCEPTED_MS = 4_000;

  /** The tolerated difference between the clocks of the AS, the beacon's origin and the broker. */
  static final long ENTRY_MS = 5_000;

  /**
   * The tolerated total difference between the clocks of the sender, the replica and the broker.
   */
  static final long RECORDED_MS = 10_000;

  static {
    if (ACCEPTED_MS > ENTRY_MS || ACCEPTED_MS + ENTRY_MS > RECORDED_MS) {
      throw new IllegalStateException(
          ("The tolerances of revocations contradict each other: accepted %d ms, entry %d ms,"
                  + " recorded %d ms. Keep accepted <= entry and accepted + entry <="
                  + " recorded.")
              .formatted(ACCEPTED_MS, ENTRY_MS, RECORDED_MS));
    }
  }

  private RevocationTolerance() {}

  /**
   * {@return whether a replica whose clock shows this time accepts the revocation} The replica
   * accepts it if the revocation is current at a time that differs from its clock by at most the
   * tolerance.
   *
   * @param clockMs the time in Unix milliseconds
   */
  public static boolean accepts(Revocation revocation, long clockMs) {
    return isWithin(revocation, clockMs, ACCEPTED_MS);
  }

  /**
   * {@return whether a revocation counts if it was recorded at this time}
   *
   * @param recordTimeMs the time at which the revocation was recorded, in Unix milliseconds
   */
  public static boolean counts(Revocation revocation, long recordTimeMs) {
    return isWithin(revocation, recordTimeMs, RECORDED_MS);
  }

  private static boolean isWithin(Revocation revocation, long timeMs, long toleranceMs) {
    return revocation.hasSmallEpoch()
        && revocation.epochStartMs() - toleranceMs <= timeMs
        && timeMs < revocation.expiryMs() + toleranceMs;
  }

  /**
   * {@return whether a proof against the root of an AS entry is consistent with the time at which
   * the entry was created}
   *
   * <p>The hashes alone do not show whether a proof was replayed one window later. An honest AS
   * creates its entry between the timestamp of the segment and its registration; if clocks differ,
   * either of these times may come first. A proof therefore counts only if it belongs to a window
   * in that time span.
   *
   * @param side the side on which the revocation matches the root
   * @param revocationWindow the {@link Revocation#window} of the revocation
   * @param treeTtlS the treeTTL of the AS in seconds, above 0
   * @param segmentTimestampS the timestamp of the segment, in Unix seconds
   * @param segmentRecordTimeMs the time at which the version was recorded, in Unix milliseconds
   */
  public static boolean proves(
      ProofSide side,
      long revocationWindow,
      long treeTtlS,
      long segmentTimestampS,
      long segmentRecordTimeMs) {
    long timestampMs = segmentTimestampS * 1000;
    long treeTtlMs = treeTtlS * 1000;
    // Rounds towards minus infinity, because with a timestamp of 0, the tolerance reaches back
    // before 1970.
    long first = Math.floorDiv(Math.min(timestampMs, segmentRecordTimeMs) - ENTRY_MS, treeTtlMs);
    long last = Math.floorDiv(Math.max(timestampMs, segmentRecordTimeMs) + ENTRY_MS, treeTtlMs);
    long made = windowOfEntry(side, revocationWindow);
    return first <= made && made <= last;
  }

  /**
   * {@return whether a revocation kills this version of a segment, given that it matches the root
   * of an entry on the path} A revocation kills the version if the revocation's {@linkplain #proves
   * proof counts}, and if the revocation had not expired when the version was recorded.
   *
   * @param revocationExpiryMs the {@link Revocation#expiryMs} of the revocation
   */
  public static boolean kills(
      ProofSide side,
      long revocationWindow,
      long treeTtlS,
      long revocationExpiryMs,
      long segmentTimestampS,
      long segmentRecordTimeMs) {
    return segmentRecordTimeMs < revocationExpiryMs
        && proves(side, revocationWindow, treeTtlS, segmentTimestampS, segmentRecordTimeMs);
  }

  /** {@return the window in which an AS entry must have been created for a proof to apply to it} */
  public static long windowOfEntry(ProofSide side, long revocationWindow) {
    return switch (side) {
      case NEXT -> revocationWindow;
      case PREVIOUS -> revocationWindow - 1;
    };
  }
}
