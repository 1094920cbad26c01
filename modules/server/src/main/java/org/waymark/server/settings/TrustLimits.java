package org.waymark.server.settings;

/**
 * Limits on fetching and serving trust material (PROTOCOL 3.1).
 *
 * @param parkedSegments segments that wait for missing TRCs or chains
 * @param requestsPerS requests for TRCs and chains sent per second
 * @param requestsPerDestinationPerS requests sent per second to one (IA, host)
 * @param answersPerS answers to requests per second; limited because answers are larger than
 *     requests
 * @param answersPerSourcePerS answers per second to one (IA, host)
 * @param earlyMaterial TRCs and chains that are kept until the preceding TRC is accepted
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
