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
}
