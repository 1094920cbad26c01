package org.waymark.server.settings;

import org.waymark.resolve.LocalAs;
import org.waymark.segment.TreeTtls;

/**
 * The configuration of a path server.
 *
 * @param replicaId unique among the replicas of the AS
 * @param maxSegments maximum number of results per query of the store
 * @param aheadMs how far the timestamp of a segment may be in the future, in milliseconds
 * @param refreshMin share of its own lifetime by which a version must outlast the stored one to be
 *     appended, 0..0.25
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
   * @throws IllegalArgumentException if a value is out of range
   */
  public ServerSettings {
    if (maxSegments < 1) {
      throw new IllegalArgumentException("max-segments must be at least 1, got " + maxSegments);
    }
    if (!(refreshMin >= 0 && refreshMin <= MAX_REFRESH_MIN)) {
      throw new IllegalArgumentException(
          "refresh-min must be between 0 and " + MAX_REFRESH_MIN + ", got " + refreshMin);
    }
  }
}
