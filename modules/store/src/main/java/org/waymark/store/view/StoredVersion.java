package org.waymark.store.view;

import org.waymark.segment.SegmentKey;

/**
 * Identifies the stored version of a path, without its bytes.
 *
 * @param recordTimeMs the time of the record that stored the version, in Unix milliseconds
 * @param offset the offset of that record
 */
public record StoredVersion(SegmentKey key, long recordTimeMs, long offset) {}
