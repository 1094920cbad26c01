package org.waymark.history;

/**
 * A point in the past about which a question is asked.
 *
 * @param next the offset of the first record of {@code .events} that does not count
 * @param clockMs the time at which expiry is judged, and up to which trust material counts, Unix
 *     milliseconds
 */
public record Moment(long next, long clockMs) {}
