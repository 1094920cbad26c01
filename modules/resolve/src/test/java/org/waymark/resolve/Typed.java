package org.waymark.resolve;

import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/** A segment with the type under which it may be registered. */
record Typed(SegmentType type, PathSegment segment) {}
