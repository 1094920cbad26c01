package org.waymark.server.settings;

import org.waymark.resolve.LocalAs;
import org.waymark.segment.TreeTtls;

/**
 * What a path server is configured with.
 *
 * @param replicaId unique among the replicas of the AS
 * @param maxSegments results per query of the store
 * @param aheadMs how far the timestamp of a segment may lie ahead
 * @param refreshMin share of its lifetime by which a version must outlast the stored one to be
 *     worth an event, 0..0.25
 */
public record ServerSettings(
    String replicaId,
    LocalAs local,
    int maxSegments,
    long aheadMs,
    TreeTtls treeTtls,
    double refreshMin,
    Limits limits) {

  public static final double MAX_REFRESH_MIN = 0.25;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public ServerSettings {
    if (maxSegments < 1) {
      throw new IllegalArgumentException("max-segments is " + maxSegments + ", must be 1 or more");
    }
    if (!(refreshMin >= 0 && refreshMin <= MAX_REFRESH_MIN)) {
      throw new IllegalArgumentException(
          "refresh-min is " + refreshMin + ", must be in 0.." + MAX_REFRESH_MIN);
    }
  }

  /**
   * The budgets of DESIGN 2 ("Before append"). What stands behind a global one is that UDP sources
   * can be forged.
   *
   * @param segmentsPerPair live keys per (first, last) AS
   * @param segmentsPerLastAs live keys per last AS
   * @param appendsPerS all appends of this replica in a second
   * @param appendsPerRegistrantAsPerS appends in a second for messages of one AS
   * @param appendsPerSourcePerS appends in a second for messages of one (IA, host)
   * @param revocationIdentities revocations per (IA, interface, epoch) and tree root
   * @param revokedInterfaces interfaces per IA and epoch
   * @param unprovenRevocations waiting for a segment to prove against
   * @param queuedRecords segments and revocations waiting for verification
   * @param refusalEventsPerS refusals written to {@code .audit} in a second, others are summed up
   */
  public record Limits(
      int segmentsPerPair,
      int segmentsPerLastAs,
      int appendsPerS,
      int appendsPerRegistrantAsPerS,
      int appendsPerSourcePerS,
      int revocationIdentities,
      int revokedInterfaces,
      int unprovenRevocations,
      int queuedRecords,
      int refusalEventsPerS) {
    public static final Limits DEFAULT =
        new Limits(100, 2_000, 2_000, 200, 100, 2, 256, 10_000, 2_000, 20);
  }
}
