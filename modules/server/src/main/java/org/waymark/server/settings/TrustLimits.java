package org.waymark.server.settings;

/**
 * Limits on fetching and serving trust material (PROTOCOL 3.1).
 *
 * @param parkedSegments segments that wait for missing TRCs or chains
 * @param requestsPerS requests for TRCs and chains sent per second
 * @param requestsPerDestinationPerS requests sent per second to one (IA, host)
 * @param answersPerS requests from others answered per second: limited because answers are larger
 *     than requests
 * @param answersPerSourcePerS answers per second to one (IA, host)
 * @param earlyMaterial TRCs and chains kept until the TRC before them is accepted
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
