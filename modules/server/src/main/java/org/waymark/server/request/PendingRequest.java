package org.waymark.server.request;

import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.wire.message.SegmentRequest;

/**
 * A request that waits for an answer.
 *
 * @param arrival a number that distinguishes a repeated request from the first one
 */
record PendingRequest(
    long arrival,
    SegmentRequest request,
    PendingKey pendingKey,
    Awaited awaited,
    MessageOrigin origin,
    Replies replies) {}
