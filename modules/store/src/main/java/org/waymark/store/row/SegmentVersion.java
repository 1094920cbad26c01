package org.waymark.store.row;

import org.waymark.segment.SegmentKey;

/**
 * Identifies a version of a path.
 *
 * @param offset the offset of the record that stored the version
 */
public record SegmentVersion(SegmentKey key, long offset) {}
