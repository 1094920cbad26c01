/**
 * Answers to path requests: pure functions over a read view (state, clock), PROTOCOL 6.
 *
 * <p>A {@link org.waymark.resolve.Resolver} asks a {@link org.waymark.resolve.SegmentSource} and
 * says which segments answer a request, and what is to be done when they do not: sending it on,
 * keeping it; or when they are remembered of others: asking again. Doing that is the server's part.
 * A source is the state of a store ({@link org.waymark.resolve.StoredSource}), or that state with
 * segments laid over it which no record holds yet ({@link org.waymark.resolve.OverlaySource}).
 *
 * <p>What a host makes of the answer is in {@link org.waymark.resolve.combination}.
 */
package org.waymark.resolve;
