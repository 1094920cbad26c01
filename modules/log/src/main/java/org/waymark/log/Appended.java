package org.waymark.log;

/**
 * The offset and time at which an entry was appended.
 *
 * @param recordTimeMs the broker's append time, in Unix milliseconds
 */
public record Appended(long offset, long recordTimeMs) {}
