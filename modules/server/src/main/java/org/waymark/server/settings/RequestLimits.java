package org.waymark.server.settings;

/**
 * Limits on pending requests, on targets that wait for a segment over which a request can be sent
 * (PROTOCOL 6.4), and on answers.
 *
 * @param pendingPerDestination the maximum number of pending requests per destination and sibra
 *     flag
 * @param pending the maximum number of pending requests in total
 * @param pendingPerSource the maximum number of pending requests per (IA, host)
 * @param waitingPerIsd the maximum number of waiting targets per ISD
 * @param waiting the maximum number of waiting targets in total
 * @param replyBytesPerSourcePerS the maximum number of bytes of answers per second to one (IA,
 *     host); limited because a request is small and easily forged, while its answer is large
 */
public record RequestLimits(
    int pendingPerDestination,
    int pending,
    int pendingPerSource,
    int waitingPerIsd,
    int waiting,
    int replyBytesPerSourcePerS) {
  public static final RequestLimits DEFAULT =
      new RequestLimits(1_000, 20_000, 100, 1_000, 10_000, 10_000_000);
}
