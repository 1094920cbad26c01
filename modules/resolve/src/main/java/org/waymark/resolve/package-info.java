/**
 * Answers path requests (PROTOCOL 6), by pure functions of a read view: state and clock.
 *
 * <p>A {@link org.waymark.resolve.Resolver} asks a {@link org.waymark.resolve.SegmentSource} and
 * determines which segments answer a request. It also says what to do next: forward or keep a
 * request if segments are missing, ask again if they came from other servers. Doing so is up to the
 * server. A source is the state of a store ({@link org.waymark.resolve.StoredSource}), or that
 * state overlaid with segments and revocations that are not recorded yet ({@link
 * org.waymark.resolve.OverlaySource}).
 *
 * <p>{@link org.waymark.resolve.combination} is what a host does with the answer.
 */
package org.waymark.resolve;
