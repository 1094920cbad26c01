package org.waymark.store;

import org.waymark.segment.SegmentKey;

/**
 * A version of a path.
 *
 * @param offset of the record that stored it
 */
public record SegmentVersion(SegmentKey key, long offset) {}
