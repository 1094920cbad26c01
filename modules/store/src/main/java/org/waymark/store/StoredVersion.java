package org.waymark.store;

import org.waymark.segment.SegmentKey;

/**
 * Which version of a path is stored, without its bytes.
 *
 * @param recordTimeMs of the record that stored it, Unix milliseconds
 * @param offset of that record
 */
public record StoredVersion(SegmentKey key, long recordTimeMs, long offset) {}
