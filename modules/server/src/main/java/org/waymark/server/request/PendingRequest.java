package org.waymark.server.request;

import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.message.SegmentRequest;

/**
 * A request that waits for an answer.
 *
 * @param arrival tells equal ones apart: a repeated request is another one
 */
record PendingRequest(
    long arrival,
    SegmentRequest request,
    PendingKey pendingKey,
    Awaited awaited,
    MessageOrigin origin,
    Replies replies) {}
