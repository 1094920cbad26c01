package org.waymark.wire.event;

/**
 * Counts what a replica has done since its start.
 *
 * @param requests the number of path requests received
 * @param segmentsAppended the number of segments appended to the log
 * @param revocationsAppended the number of revocations appended to the log
 * @param dropped the number of datagrams and messages dropped
 */
public record ReplicaCounters(
    long requests, long segmentsAppended, long revocationsAppended, long dropped) {}
