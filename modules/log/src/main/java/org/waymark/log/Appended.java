package org.waymark.log;

/**
 * Where and when an entry was appended.
 *
 * @param recordTimeMs the broker's append time, Unix milliseconds
 */
public record Appended(long offset, long recordTimeMs) {}
