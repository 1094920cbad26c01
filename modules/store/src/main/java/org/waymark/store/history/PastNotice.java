package org.waymark.store.history;

/**
 * A block, or a notice that an interface is down. A later one of the same subject takes its place.
 *
 * @param offset the offset of its record
 * @param endMs when it ends, Unix milliseconds
 */
public record PastNotice(long offset, long endMs) {}
