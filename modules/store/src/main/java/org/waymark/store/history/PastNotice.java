package org.waymark.store.history;

/**
 * A block, or a notice that an interface is down. A later notice on the same subject replaces an
 * earlier one.
 *
 * @param offset the offset of the record
 * @param endMs the time at which the notice ends, in Unix milliseconds
 */
public record PastNotice(long offset, long endMs) {}
