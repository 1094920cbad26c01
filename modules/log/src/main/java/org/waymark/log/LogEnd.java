package org.waymark.log;

/**
 * The end of a topic at some moment.
 *
 * @param nextOffset the offset the next record will have
 * @param leaderEpoch the current one
 */
public record LogEnd(long nextOffset, int leaderEpoch) {}
