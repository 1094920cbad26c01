package org.waymark.resolve;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/** A segment as it may be registered. */
record Typed(SegmentType type, PathSegment segment) {}
