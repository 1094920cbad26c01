package org.waymark.server.request;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.segment.PathSegment;
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;

/**
 * Sends requests on as they are, flags kept, under a request id of their own (spec 4, 6).
 *
 * <p>Safe for use by several threads.
 */
final class Forwarding {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  private final Outbound outbound;
  private final RequestIds requestIds;
  private final ServerMetrics metrics;

  Forwarding(Outbound outbound, RequestIds requestIds, ServerMetrics metrics) {
    this.outbound = outbound;
    this.requestIds = requestIds;
    this.metrics = metrics;
  }

  /**
   * Sends a request to a path server of the AS that a segment starts at.
   *
   * @param over ends at the own AS
   */
  void send(SegmentRequest request, MessageOrigin origin, PathSegment over) {
    ControlPayload payload = requestIds.payload(request);
    outbound.send(payload, new Destination.PathService(over));
    metrics.forwarded();
    log.debug(
        "{} sent on to {} over {} as {}",
        origin,
        over.firstIa(),
        over,
        Long.toHexString(payload.requestId()));
  }
}
