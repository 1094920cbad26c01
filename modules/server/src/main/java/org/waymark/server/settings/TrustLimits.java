package org.waymark.server.settings;

/**
 * Limits on fetching and serving trust material (PROTOCOL 3.1).
 *
 * @param parkedSegments the maximum number of segments that wait for missing TRCs or chains
 * @param requestsPerS the maximum number of requests for TRCs and chains sent per second
 * @param requestsPerDestinationPerS the maximum number of requests sent per second to one (IA,
 *     host)
 * @param answersPerS the maximum number of answers to requests per second; limited because answers
 *     are larger than requests
 * @param answersPerSourcePerS the maximum number of answers per second to one (IA, host)
 * @param earlyMaterial the maximum number of TRCs and chains that are kept until the preceding TRC
 *     is accepted
 */
public record TrustLimits(
    int parkedSegments,
    int requestsPerS,
    int requestsPerDestinationPerS,
    int answersPerS,
    int answersPerSourcePerS,
    int earlyMaterial) {
  public static final TrustLimits DEFAULT = new TrustLimits(500, 200, 50, 500, 50, 64);
}
