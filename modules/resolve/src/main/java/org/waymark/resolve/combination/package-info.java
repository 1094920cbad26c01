/**
 * How a host makes end-to-end paths of the segments that its path server answered, and picks among
 * them.
 *
 * <p>{@link org.waymark.resolve.combination.Combination} joins {@link
 * org.waymark.resolve.combination.SegmentSet}s into {@link
 * org.waymark.resolve.combination.EndToEndPath}s, a {@link
 * org.waymark.resolve.combination.HopSequence} says which of them are wanted. Pure functions; time
 * is an argument.
 */
package org.waymark.resolve.combination;
