package org.waymark.server.token;

/**
 * A loss of records that this replica has noticed: the log was truncated, or was restored from a
 * backup. A token from before the loss may stand for records that no longer exist.
 *
 * @param noticedMs the time at which this replica noticed the loss, in Unix milliseconds
 * @param reason what was found, for a human reader
 */
public record LogLoss(long noticedMs, String reason) {}
