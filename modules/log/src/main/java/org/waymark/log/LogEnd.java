package org.waymark.log;

/**
 * The end of a topic at some point in time.
 *
 * @param nextOffset the offset that the next record will get
 * @param leaderEpoch the current leader epoch
 */
public record LogEnd(long nextOffset, int leaderEpoch) {}
