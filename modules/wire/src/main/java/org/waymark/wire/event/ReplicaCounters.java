package org.waymark.wire.event;

/**
 * What a replica has done since its start.
 *
 * @param requests the path requests that it received
 * @param segmentsAppended the segments that it appended to the log
 * @param revocationsAppended the revocations that it appended to the log
 * @param dropped the datagrams and messages that it dropped
 */
public record ReplicaCounters(
    long requests, long segmentsAppended, long revocationsAppended, long dropped) {}
