package org.waymark.history;

/**
 * A point of the past that an answer is about.
 *
 * @param next the offset of the first record of {@code .events} that does not count
 * @param clockMs the time at which expiry is judged and up to which trust counts, Unix milliseconds
 */
public record Moment(long next, long clockMs) {}
