/**
 * Combines end-to-end paths from the segments in the reply of a path server, and filters these
 * paths, as a host does.
 *
 * <p>{@link org.waymark.resolve.combination.Combination} joins a {@link
 * org.waymark.resolve.combination.SegmentSet} into {@link
 * org.waymark.resolve.combination.EndToEndPath}s, and a {@link
 * org.waymark.resolve.combination.HopSequence} selects among them. These are pure functions; time
 * is an argument.
 */
package org.waymark.resolve.combination;
